"""What people wrote beside a grant: a comment that gives a reason, or a variable in which the value is left to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from capslint.cst import Document, Mapping, Node
from capslint.cst.comments import NOTE
from capslint.cst.paths import along
from capslint.debuggers.packages import base_name
from capslint.model import Container, Evidence, Setting

_WORD = re.compile(r"\w[\w+.-]*\w|\w")  # of any script: what nobody here can read may be a reason
_EMPTY = frozenset(
    (
        *(
            "a",
            "ago",
            "an",
            "and",
            "blog",
            "by",
            "case",
            "copied",
            "copy",
            "does",
            "error",
            "fixme",
            "for",
            "from",
            "in",
        ),
        *("is", "it", "its", "just", "later", "need", "needed", "needs", "not", "now", "old", "only", "operation"),
        *("paste", "pasted", "permitted", "post", "require", "required", "requires", "said", "say", "says", "so"),
        *("temporarily", "temporary", "that", "the", "they", "this", "to", "todo", "tutorial", "use", "used", "uses"),
        *("via", "we", "with", "without", "work", "works", "years"),
        *("debug", "debugger", "debuggers", "debugging", "profiler", "profiling", "trace", "tracer", "tracing"),
    )
)
"""Words that give no reason of their own: that it is for a debugger, where it was found, what it shall mend."""


def other_reasons_noted(
    setting: Setting[object], container: Container, evidence: Iterable[Evidence]
) -> tuple[str, ...]:
    """Return the comments on the lines of ``setting`` and above that say more than the names of its debuggers.

    The lines are those of the entry, or list item, and of the keys that it stands under in ``container``. Nobody can
    read a comment for sure, so whatever else it says counts as another reason.
    """
    known = _EMPTY | {base_name(word).lower() for seen in evidence for word in (seen.tool, *seen.words[:1])}
    texts = dict.fromkeys(_comments(setting, container))
    return tuple(text for text in texts if not _words(text) <= known)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _comments(setting: Setting[object], container: Container) -> Iterator[str]:
    place = setting.place
    for start, end in _lines_of(place.document, setting, len(container.path)):
        yield from _on_line(place.document, end)
        yield from _above(place.document, start)


def _lines_of(document: Document, setting: Setting[object], outermost: int) -> Iterator[tuple[int, int]]:
    """Return where the entry and each key that it stands under begin, and what of their line comes before a comment."""
    place = setting.place
    yield (place.key.start if place.key else place.node.start), place.node.end
    parents = list(along(document.root, place.path))[:-1]
    for depth in range(len(parents) - 1, outermost, -1):
        if parents[depth].anchor:
            return
        key = _key_of(parents[depth - 1], parents[depth])
        if key is not None:
            yield key.start, key.end


def _key_of(mapping: Node, value: Node) -> Node | None:
    if not isinstance(mapping, Mapping):
        return None
    return next((key for key, other in mapping.pairs if other is value), None)


def _on_line(document: Document, end: int) -> Iterator[str]:
    text = document.source.text
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)]
    _, mark, comment = rest.partition(" #")
    if mark and not comment.lstrip().startswith(NOTE):
        yield comment


def _above(document: Document, start: int) -> Iterator[str]:
    source = document.source
    number = source.position(start).line - 1
    while number > 0 and source.line(number).lstrip().startswith("#"):
        comment = source.line(number).lstrip().lstrip("#")
        if not comment.lstrip().startswith(NOTE):
            yield comment
        number -= 1
