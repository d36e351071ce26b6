"""How Compose writes what a rule wants."""

from __future__ import annotations

from capslint.cst import Path
from capslint.cst.changes import Value
from capslint.formats.compose.hidden_values import hidden_by_other_parts
from capslint.formats.writer import Writer
from capslint.model import Container, Misplaced, Setting


class ComposeWriter(Writer):
    """Writes into services. The lists of several files are joined, and any of them can be lengthened."""

    joins_lists = True
    added = ("cap_add",)
    added_beside_privileged = ("cap_add",)
    takes_prefix = True
    root = "0:0"

    def container_around(self, path: Path) -> Path | None:
        """Return the path of the service that ``path`` leads into."""
        return path[:2] if path[:1] == ("services",) and len(path) > 1 else None

    def is_left_open(self, setting: Setting[object]) -> bool:
        """Return whether a variable stands in the value (compose-spec ``12-interpolation.md``; ``$$`` is a dollar)."""
        place = setting.place
        written = place.document.source.text[place.node.start : place.node.end]
        return not setting.is_absent and "$" in written.replace("$$", "")

    def hidden_beneath(self, setting: Setting[object], container: Container) -> str | None:
        """Return what is merged, extended, or given by a file that this one is laid over, and would come instead."""
        return super().hidden_beneath(setting, container) or hidden_by_other_parts(setting, container)

    def pid_of(self, target: Container) -> Value:
        """Return how a service joins the processes of another one."""
        return f"service:{target.name}"

    def _destination(self, field: Misplaced, container: Container) -> Path | None:
        place = field.place
        if field.belongs is None or place.document is not container.document:
            return None
        if field.belongs[:-1] != place.path[:-1] and field.name != field.belongs[-1]:
            return (*place.path[:-1], field.belongs[-1])  # another key in the same mapping, which can be anchored
        return field.belongs
