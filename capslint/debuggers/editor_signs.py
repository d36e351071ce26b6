"""The debuggers that an editor's files show: extensions of VS Code, and its launch configurations."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.debuggers.data.editors_data import EXTENSIONS, LAUNCHES
from capslint.model import Container, EditorSign, Evidence, Sureness


def launched(container: Container) -> Iterator[Evidence]:
    """Return what the launch configurations ask for; what is debugged at a server elsewhere is not of the container."""
    for sign in container.editor_signs:
        told = None if sign.request is None or sign.server else _asked(sign)
        if told is not None:
            tool, operation = told
            yield Evidence(tool, operation, "launch configuration", sign.word.span, Sureness.HOOK, sign.path)


def extended(container: Container) -> Iterator[Evidence]:
    """Return the debuggers of the extensions: each is for all of its operations."""
    for sign in container.editor_signs:
        told = EXTENSIONS.get(sign.word.text.lower().partition("@")[0]) if sign.request is None else None
        if told is not None:
            tool, operation = told
            yield Evidence(
                tool, operation, "editor's extension", sign.word.span, Sureness.INSTALLED, sign.path, is_open=True
            )


def _asked(sign: EditorSign) -> tuple[str, str] | None:
    kind = sign.word.text
    found = LAUNCHES.get((kind, sign.mode)) or LAUNCHES.get((kind, ""))
    if found is None or sign.request not in ("launch", "attach"):
        return None
    return found[0] if sign.request == "launch" else found[1]
