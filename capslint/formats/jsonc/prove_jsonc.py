"""Whether an edited text is the old one with the changes made, by the word of json5, which shares no code with us."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from capslint.cst.changes import Append, Change, Insert, Value
from capslint.cst.editing import RefusedError, Tree, change_tree, removals
from capslint.cst.editing.expected_tree import MAPPING, SCALAR, SEQUENCE
from capslint.cst.nodes import Document
from capslint.cst.parse import YamlError
from capslint.edits import TextEdit
from capslint.formats.jsonc.read_jsonc import read_jsonc
from capslint.source import Source

_COMMENT_OR_STRING = r'(?s)"(?:\\.|[^"\\])*"|(//[^\r\n]*|/\*.*?\*/)'


def why_wrong(document: Document, after: Source, changes: tuple[Change, ...], edits: list[TextEdit]) -> str | None:
    """Return in one sentence what is wrong with ``after``; None if it is ``document`` with ``changes`` made."""
    before = document.source
    try:
        if not read_jsonc(after, "")[1]:
            return "the new text would not be JSON with comments"
        expected, found = _tree(before.text), _tree(after.text)
        change_tree(expected, changes, removals(document, changes), _leaf)
    except YamlError as error:
        return f"the new text would not be JSON with comments: {error.message}"
    except RefusedError as refused:
        return refused.reason
    except LookupError:
        return "the two readers of JSON do not agree on what is where"
    except (ValueError, RecursionError) as error:
        return f"the second reader of JSON (json5) does not read it: {str(error).splitlines()[0]}"
    if found != expected:
        return "the values would not be those that the fix describes"
    return _why_other_comments(before.text, after.text, changes, edits)


def why_other_values(before: Source, after: Source) -> str | None:
    """Return in one sentence what else than comments differs; None if nothing does."""
    try:
        return None if _tree(before.text) == _tree(after.text) else "the values would not be the same"
    except (ValueError, RecursionError) as error:
        return f"the second reader of JSON (json5) does not read it: {str(error).splitlines()[0]}"


def _why_other_comments(text: str, now: str, changes: tuple[Change, ...], edits: list[TextEdit]) -> str | None:
    was, are = Counter(_comments(text)), Counter(_comments(now))
    if are - was:
        return "a comment would change"
    takes_out = not all(isinstance(change, (Append, Insert)) for change in changes)
    gone = (text[edit.span.start : edit.span.end] for edit in edits if takes_out)
    lost = was - are - Counter(comment for part in gone for comment in _comments(part))
    return f"the comment {next(iter(lost))!r} would be lost" if lost else None


def _comments(text: str) -> list[str]:
    return [found[1].rstrip() for found in re.finditer(_COMMENT_OR_STRING, text) if found[1]]


def _tree(text: str) -> Tree:
    import json5

    return _of_value(json5.loads(text, object_pairs_hook=_Pairs))


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in their order, each of them, also where a key is there twice."""


def _of_value(value: Any) -> Tree:
    if isinstance(value, _Pairs):
        return [MAPPING, None, None, [[_of_value(key), _of_value(inner)] for key, inner in value]]
    if isinstance(value, list):
        return [SEQUENCE, None, None, [_of_value(item) for item in value]]
    return [SCALAR, None, None, _leaf(value)]


def _leaf(value: Value) -> list[Any]:
    return [value if isinstance(value, str) else repr(value), type(value).__name__]
