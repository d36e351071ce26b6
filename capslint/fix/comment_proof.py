"""Whether an edited text is the old one with other comments and nothing else, by a second reader's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from capslint import formats
from capslint.cst.editing import Tree
from capslint.cst.parse import parse_slice, slices
from capslint.fix import second_reader
from capslint.fix.candidates import Planned
from capslint.fix.second_reader import UnreadableError
from capslint.fix.tabs import without_tabs
from capslint.source import Source, Span

_OTHER_VALUES = "the values would not be the same"


def why_other_than_comments(before: Source, after: Source, fixes: list[Planned]) -> str | None:
    """Return in one sentence what differs beside the comments that ``fixes`` change; None if nothing does.

    Raises YamlError for a text that is none any more.
    """
    taker = formats.taker_of(before.path, before.text)
    change = Counter(now for plan in fixes for _, now in plan.fix.notes if now)
    change.subtract(Counter(was for plan in fixes for was, _ in plan.fix.notes if was))
    if taker is None or taker.syntax is None:
        return _why_other_yaml(before, after, change)
    why = taker.syntax.why_other_values(before, after)
    spans = taker.syntax.comment_spans
    return why or _why_other_comments(before, after, change, lambda source: _texts(source, spans(source)))


def _texts(source: Source, spans: list[Span]) -> Counter[str]:
    return Counter(source.text[start:end].strip() for start, end in spans)


def _why_other_comments(
    before: Source, after: Source, change: Counter[str], comments: Callable[[Source], Counter[str]]
) -> str | None:
    expected = comments(before)
    expected.update(change)
    found = comments(after)
    differing = {text for text in expected.keys() | found.keys() if expected[text] != found[text]}
    return f"the comment {min(differing)!r} would not be what the fix describes" if differing else None


def _why_other_yaml(before: Source, after: Source, change: Counter[str]) -> str | None:
    try:
        was, now = _differing(before, after)
        if _trees(before, was) != _trees(after, now):
            return _OTHER_VALUES
        return _why_other_comments(before, after, change, lambda each: _comments(each, was if each is before else now))
    except UnreadableError as error:
        return f"the second YAML reader (ruamel.yaml) does not read it: {error}"


def _differing(before: Source, after: Source) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the slices in which the texts differ; all of them where there are more in one than in the other."""
    was, now = list(slices(before.text)), list(slices(after.text))
    if len(was) != len(now):
        return was, now
    differing = [
        (old, new) for old, new in zip(was, now, strict=True) if before.text[slice(*old)] != after.text[slice(*new)]
    ]
    return [old for old, _ in differing], [new for _, new in differing]


def _trees(source: Source, parts: list[tuple[int, int]]) -> list[Tree]:
    return [tree for text in _readable(source, parts) for tree in second_reader.trees(text)]


def _comments(source: Source, parts: list[tuple[int, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in _readable(source, parts):
        found.update(second_reader.comments(text))
    return found


def _readable(source: Source, parts: list[tuple[int, int]]) -> list[str]:
    """Return the slices ``parts`` of the text, as the second reader takes them."""
    return [without_tabs(source.text[start:end], parse_slice(source, start, end), start) for start, end in parts]
