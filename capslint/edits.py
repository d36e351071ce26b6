"""Edits of text as data: what is replaced, how safe that is, and which edits collide."""

from __future__ import annotations

import itertools

from capslint.source import Span
from capslint.startup.ordered import OrderedEnum
from capslint.startup.records import NamedTuple


class Safety(OrderedEnum):
    """Who may apply a fix: ``fix`` itself, ``fix --unsafe`` only, or nobody (it is only shown).

    Of two the greater one is the more cautious.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOW = "show"


class TextEdit(NamedTuple):
    """Replace ``span`` by ``new``: an insertion has an empty span, a deletion an empty ``new``."""

    span: Span
    new: str


class Withheld(NamedTuple):
    """Why an edit is not offered: one sentence for a person."""

    reason: str


def apply_edits(text: str, edits: tuple[TextEdit, ...]) -> str:
    """Splice ``edits`` (offsets of the original ``text``) from back to front.

    Raises ValueError when two of them overlap.
    """
    ordered = sorted(edits)
    for edit, other in itertools.pairwise(ordered):
        if other.span.start < edit.span.end:
            raise ValueError(f"edits overlap at offset {other.span.start}")
    for edit in reversed(ordered):
        text = text[: edit.span.start] + edit.new + text[edit.span.end :]
    return text


def collide(edits: tuple[TextEdit, ...], other: tuple[TextEdit, ...]) -> bool:
    """Return whether any of ``edits`` overlaps or touches one of ``other``; touching makes the order matter."""
    return any(a.span.start <= b.span.end and b.span.start <= a.span.end for a in edits for b in other)
