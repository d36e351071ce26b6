"""How an operation says that it does not cover a construct."""

from __future__ import annotations


class RefusedError(Exception):
    """Raised by an operation, caught by `plan`, which turns it into Withheld. ``reason`` is one sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def spelled(path: tuple[str | int, ...]) -> str:
    """Write a path as a person would: ``services.web.cap_add[0]``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the document"
