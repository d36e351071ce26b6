"""How command lines write what a rule wants."""

from __future__ import annotations

from capslint.cst import Path, Sequence, node_at
from capslint.cst.changes import Value
from capslint.edits import Withheld
from capslint.formats.commandline.started_containers import RUNS, started_in
from capslint.formats.reading.security_options import parts_of
from capslint.formats.writer import Writer
from capslint.model import Container, Setting
from capslint.model.remedy import Remedy


class CommandLineWriter(Writer):
    """Writes flags into the lines that start containers."""

    added = ("cap_add",)
    added_beside_privileged = ("cap_add",)
    takes_prefix = True
    root = "0:0"

    def container_around(self, path: Path) -> Path | None:
        """Return the path of the command that ``path`` leads into."""
        return path[:2] if path[:1] == (RUNS,) and len(path) > 1 else None

    def is_left_open(self, setting: Setting[object]) -> bool:
        """Return whether a variable stands in the value."""
        return not setting.is_absent and "$" in str(getattr(setting.place.node, "value", ""))

    def hidden_beneath(self, setting: Setting[object], container: Container) -> str | None:
        """Return the other security option of its kind, which would count if this one were taken out."""
        path = setting.place.path
        options = node_at(setting.place.document.root, path[:-1])
        if not isinstance(options, Sequence) or path[-2] != "security_opt":
            return None
        texts = [str(getattr(item, "value", "")) for item in options.items]
        own = texts[int(path[-1])]
        alike = [text for text in texts if parts_of(text)[0] == parts_of(own)[0] and text != own]
        return f"--security-opt {alike[-1]} is given too" if alike and parts_of(own)[0] != "label" else None

    def share_processes(self, container: Container, target: Container) -> Remedy | Withheld:
        """Return the changes that let ``container`` see the processes of ``target``, which must have a name."""
        number = target.path[1] if len(target.path) > 1 else None
        named = isinstance(number, int) and started_in(target.document)[number].name is not None
        return super().share_processes(container, target) if named else Withheld("the other container has no name")

    def pid_of(self, target: Container) -> Value:
        """Return the value of ``--pid`` that lets a container see the processes of ``target``."""
        return f"container:{target.name}"
