"""How a dev container's file writes what a rule wants, and the Compose file of one that is a service."""

from __future__ import annotations

from capslint.cst import Document, Mapping, Path, Scalar, node_at
from capslint.cst.changes import Insert, Remove, Replace
from capslint.edits import Withheld
from capslint.formats.devcontainer.granted import RUN_ARGS
from capslint.formats.writer import Writer
from capslint.model import Container, Setting
from capslint.model.remedy import Remedy, join

_REMOTE_USER = "remoteUser"


class DevcontainerWriter(Writer):
    """Writes into devcontainer.json. What is added goes to its lists, never to the arguments of ``docker run``.

    What a Compose file says of the container is written there, as that format does.
    """

    joins_lists = True
    added = ("capAdd",)
    added_beside_privileged = ("capAdd",)
    takes_prefix = True
    root = "root"

    def grant_capability(
        self, container: Container, names: tuple[str, ...], inside: Path | None = None, beside: Remedy | None = None
    ) -> Remedy | Withheld:
        """Return the changes that add capabilities, in the file that ``beside`` changes or where the container is."""
        other = _writer_of(beside.document if beside is not None else container.document)
        if other is not None:
            return other.grant_capability(container, names, inside, beside)
        return super().grant_capability(container, names, inside, beside)

    def container_around(self, path: Path) -> Path | None:
        """Return the path of the whole file: it is about one container."""
        return ()

    def hidden_beneath(self, setting: Setting[object], container: Container) -> str | None:
        """Return None: of what file, Features and image say alike only one is in force."""
        return None

    def is_left_open(self, setting: Setting[object]) -> bool:
        """Return whether ``setting`` is written with a variable of a Compose file."""
        other = _writer_of(setting.place.document)
        return other is not None and other.is_left_open(setting)

    def steps_to_keep(self, container: Container, setting: Setting[object]) -> int:
        """Return 0: any list of this file may go."""
        other = _writer_of(setting.place.document)
        return other.steps_to_keep(container, setting) if other is not None else 0

    def revoke(self, setting: Setting[object], container: Container, is_repetition: bool = False) -> Remedy | Withheld:
        """Return the changes that take a member or an item out; an argument goes with the flag before it."""
        place = setting.place
        other = _writer_of(place.document)
        if other is not None:
            return other.revoke(setting, container, is_repetition)
        taken = super().revoke(setting, container, is_repetition)
        if isinstance(taken, Withheld) or place.path[:1] != (RUN_ARGS,) or len(place.path) < 2:
            return taken
        index = int(place.path[1])
        written = node_at(place.document.root, place.path)
        text = written.value if isinstance(written, Scalar) else ""
        if not text.startswith("-"):
            paths: tuple[Path, ...] = ((RUN_ARGS, index - 1), (RUN_ARGS, index))
            return Remedy(place.document, tuple(Remove(path, 0) for path in paths))
        return taken

    def replace_privileged_by(self, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        """Return the changes that put capabilities in the place of ``privileged``, in the file where that stands."""
        place = container.privileged.place
        other = _writer_of(place.document)
        if other is not None:
            return other.replace_privileged_by(container, names)
        if place.path[:1] != (RUN_ARGS,):
            return super().replace_privileged_by(container, names)
        taken = self.revoke(container.privileged, container)
        if not names or isinstance(taken, Withheld):
            return taken
        given = self.grant_capability(container, names, beside=taken)
        return join(given, taken)

    def run_as_root(self, container: Container) -> Remedy | Withheld:
        """Return the changes that let people and their debuggers run as root."""
        document = container.document
        if _writer_of(document) is not None:
            return Withheld(f"{_REMOTE_USER} of the dev container says who debuggers run as")
        there = node_at(document.root, (_REMOTE_USER,))
        change = Insert((_REMOTE_USER,), self.root) if there is None else Replace((_REMOTE_USER,), self.root)
        return Remedy(document, (change,))

    def share_processes(self, container: Container, target: Container) -> Remedy | Withheld:
        """Return the changes that let the container see the processes of another service of its project."""
        other = _writer_of(container.document)
        if other is not None:
            return other.share_processes(container, target)
        return Withheld("which container that is only a person can tell")


def _writer_of(document: Document) -> Writer | None:
    """Return what writes in ``document`` where that is no file of dev containers."""
    from capslint.formats import FORMATS

    root = document.root
    if document.syntax is not None or not isinstance(root, Mapping):
        return None
    return next((each.writer for each in FORMATS if each.syntax is None and each.claims(root)), None)
