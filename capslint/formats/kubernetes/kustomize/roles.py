"""What a file is to the kustomizations of its repository: one of them, a manifest that they list, or a patch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.formats.kubernetes.kustomize.kustomization import Kustomization, parsed_kustomization
from capslint.formats.kubernetes.kustomize.references import (
    References,
    references,
    relative,
)
from capslint.formats.kubernetes.neighbours import KUSTOMIZATIONS
from capslint.formats.reading.neighbour_files import Files, base_name, joined
from capslint.startup.records import NamedTuple


class KustomizeRole(NamedTuple):
    """``own`` is the path of the file from the root, ``folders`` are those of the kustomizations that name it.

    ``is_resource``: they list it; otherwise it is a patch of theirs. ``is_kustomization``: it is the one in the folder.
    """

    own: str
    known: References
    folders: tuple[str, ...]
    is_resource: bool
    is_kustomization: bool = False


def role_of(path: str, files: Files) -> KustomizeRole | None:
    """Return the role of the file at ``path``, which ``files`` are the neighbours of; None if it has none."""
    name = base_name(path)
    if name not in KUSTOMIZATIONS and not files.has_above(KUSTOMIZATIONS):
        return None
    known = references(files)
    own = joined(known.folder, name) or name
    if known.paths.get(known.folder) == own:
        return KustomizeRole(own, known, (known.folder,), False, True)
    listing, patching = known.listed.get(own, ()), known.patching.get(own, ())
    if not listing and not patching:
        return None
    return KustomizeRole(own, known, listing or patching, bool(listing))


def texts_with(path: str, files: Files) -> str | None:
    """Return the texts of what makes something of the file at ``path``; None if it has no role."""
    role = role_of(path, files)
    if role is None:
        return None
    if not role.is_resource and not role.is_kustomization:
        return ""  # what a patch says counts by its own words
    texts = _Texts(role.known, files)
    if role.is_kustomization:
        # What was asked for as well is checked on its own, with what this kustomization gives to it.
        return "\n".join(texts.below(role.known.folder, set(), with_resources=True))
    seen: set[str] = set()
    above = role.known.between(role.folders)
    return "\n".join(text for folder in above for text in texts.below(folder, seen, with_resources=False))


class _Texts:
    def __init__(self, known: References, files: Files) -> None:
        self.known = known
        self.files = files

    def below(self, folder: str, seen: set[str], with_resources: bool) -> Iterator[str]:
        """Return the texts of a kustomization, of its patches and components, and of all that it lists."""
        path = self.known.paths.get(folder)
        text = self._read(path) if path is not None and path not in seen else None
        if path is None or text is None:
            return
        seen.add(path)
        yield text
        kustomization = parsed_kustomization(path, text)
        if kustomization is None:
            return
        for near in self._named(folder, kustomization, with_resources):
            if near in self.known.paths:
                yield from self.below(near, seen, with_resources)
            elif near not in seen:
                seen.add(near)
                yield self._read(near) or ""

    def _named(self, folder: str, kustomization: Kustomization, with_resources: bool) -> Iterator[str]:
        written: Iterable[str] = (*kustomization.files, *kustomization.components)
        if with_resources:
            written = (*written, *kustomization.resources)
        for name in written:
            path = joined(folder, name)
            if path is None or path.startswith(".."):
                continue
            is_resource = name in kustomization.resources
            if path in self.known.paths or not is_resource or not self.files.is_asked_for(self._near(path)):
                yield path

    def _read(self, path: str) -> str | None:
        return self.files.read(self._near(path))

    def _near(self, path: str) -> str:
        return relative(path, self.known.folder)
