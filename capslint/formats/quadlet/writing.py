"""How a container unit writes what a rule wants."""

from __future__ import annotations

from capslint.cst import Path, node_at
from capslint.edits import Withheld
from capslint.formats.quadlet.keys import ADD, CONTAINER, POD
from capslint.formats.reading.security_options import parts_of
from capslint.formats.writer import Writer
from capslint.model import Container, Misplaced, NotAString, Setting, Unknown
from capslint.model.remedy import Remedy, join


class QuadletWriter(Writer):
    """Writes into units and their drop-ins, whose lists are joined."""

    joins_lists = True
    added = (ADD,)
    added_beside_privileged = (ADD,)
    takes_prefix = True
    root = "0"

    def container_around(self, path: Path) -> Path | None:
        """Return the path of the section that ``path`` leads into."""
        return path[:1] if path[:1] == (CONTAINER,) else None

    def is_left_open(self, setting: Setting[object]) -> bool:
        """Return whether a specifier or a variable stands in the value."""
        place = setting.place
        written = place.document.source.text[place.node.start : place.node.end]
        return not setting.is_absent and ("%" in written.replace("%%", "") or "$" in written.replace("$$", ""))

    def revoke(self, setting: Setting[object], container: Container, is_repetition: bool = False) -> Remedy | Withheld:
        """Return the changes that take a flag, a word or a key out; a key goes with all its lines in the file."""
        if setting.place.path[:1] == (POD,):
            return Withheld("the pod's unit gives it to all its containers: remove it there")
        return super().revoke(setting, container, is_repetition)

    def hidden_beneath(self, setting: Setting[object], container: Container) -> str | None:
        """Return what another file of the unit, or another key, says of the same and would come in its place."""
        place = setting.place
        option = next((each for each in container.security_options if each.place == place), None)
        if option is not None and (other := _other_option(option, container)) is not None:
            return other
        if len(place.path) > 2:
            return None
        for part in container.parts:
            key = str(place.path[1])
            if part.document is not place.document and node_at(part.node, (key,)) is not None:
                return f"{part.document.source.path} has {key} too"
        return None

    def replace_privileged_by(self, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        """Return the changes that take the flag for a privileged container out and add capabilities to their list."""
        taken = self.revoke(container.privileged, container)
        if not names or isinstance(taken, Withheld):
            return taken
        return join(taken, self.grant_capability(container, names, beside=taken))

    def share_processes(self, container: Container, target: Container) -> Remedy | Withheld:
        """Return why not: it takes the name that systemd gives the other container."""
        return Withheld("write PodmanArgs=--pid=container:NAME with the name of the other container")

    def put_right(self, field: Misplaced, container: Container) -> Remedy | Withheld:
        """Return why not: nothing is moved in units."""
        return Withheld("nothing is moved in a unit: write it where it belongs")


def _other_option(option: Setting[str | Unknown | NotAString], container: Container) -> str | None:
    """Return a security option of the same kind with another value, in words; of a kind the last counts."""
    for other in container.security_options:
        if not isinstance(option.value, str) or not isinstance(other.value, str) or other.value == option.value:
            continue
        if parts_of(other.value)[0] == parts_of(option.value)[0]:
            return f"{other.place.path[1]} says {other.value}"
    return None
