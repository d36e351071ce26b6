"""A short way from a text and changes to the text after them."""

from __future__ import annotations

from capslint.cst.changes import Change
from capslint.cst.editing import plan
from capslint.cst.parse import parse
from capslint.edits import Withheld, apply_edits
from capslint.source import Source


def edited(text: str, *changes: Change, document: int = 0) -> str:
    """Return ``text`` with ``changes`` made; the changes must be planned."""
    edits = plan(parse(Source("file.yml", text))[document], changes)
    assert not isinstance(edits, Withheld), edits.reason
    return apply_edits(text, edits)


def withheld(text: str, *changes: Change, document: int = 0) -> str:
    """Return the reason why ``changes`` are not made in ``text``; they must be withheld."""
    edits = plan(parse(Source("file.yml", text))[document], changes)
    assert isinstance(edits, Withheld), apply_edits(text, edits)
    return edits.reason
