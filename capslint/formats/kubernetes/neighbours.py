"""What stands around a Kubernetes manifest. Each question reads files only when it is asked."""

from __future__ import annotations

from capslint.cst import Document
from capslint.formats.kubernetes.fields import ENFORCE
from capslint.formats.reading.neighbour_files import Files, base_name, joined
from capslint.model import PodSecurity

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""Names that kustomize looks for; exactly one of them may be there."""

_FOLDERS = ("", "seccomp/", "profiles/", "seccomp/profiles/")


class Surroundings:
    """The other documents of the file, and the files beside it.

    ``overlay`` names what the file is a part of. ``policies`` are what namespaces enforce, where that is known already.
    """

    __slots__ = ("_document", "_files", "_policies", "overlay")

    def __init__(
        self, document: Document, files: Files, overlay: str = "", policies: dict[str, PodSecurity] | None = None
    ) -> None:
        self.overlay = overlay
        self._document = document
        self._files = files
        self._policies = policies

    def policy(self, namespace: str | None) -> PodSecurity | None:
        """Return what ``namespace`` (as the object names it, None if it does not) enforces, where the input tells."""
        if self._policies is None:
            self._policies = {}
            if self._is_told_of_namespaces():
                from capslint.formats.kubernetes.namespaces import read_policies

                is_alone = any(self._files.read(name) is not None for name in KUSTOMIZATIONS)
                self._policies = read_policies(self._document.source, is_alone, self._files)
        return self._policies.get(namespace or "")

    def _is_told_of_namespaces(self) -> bool:
        source = self._document.source
        return ENFORCE in source.text or bool(self._files.mentioning(ENFORCE, besides=base_name(source.path)))

    def profile(self, written: str) -> str | None:
        """Return the text of the file that a node's seccomp profile ``written`` was probably copied from."""
        name = written.rpartition("/")[2]
        paths = (f"{folder}{end}" for folder in _FOLDERS for end in (written, name))
        for path in dict.fromkeys(paths):
            near = joined("", path)
            text = self._files.read(near) if near and not near.startswith("..") else None
            if text is not None:
                return text
        return None
