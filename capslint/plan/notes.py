"""What people wrote beside a grant: a comment that gives a reason, or a variable in which the value is left to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from capslint import formats
from capslint.cst import Alias, Document, Mapping, Node, Sequence, node_at
from capslint.cst.comments import NOTE, Comment
from capslint.cst.paths import along
from capslint.debuggers.packages import base_name
from capslint.model import Container, Evidence, Setting

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
    return {word.lower() for word in re.findall(r"\w[\w+.-]*\w|\w", text)}  # of any script: nobody here reads them all


def _comments(setting: Setting[object], container: Container) -> Iterator[str]:
    for document, start, ends in _lines_of(setting, container):
        if (syntax := formats.syntax_of(document)) is not None:
            yield from _beside(document, syntax.comments(document), start, ends)
            continue
        for end in ends:
            yield from _on_line(document, end)
        yield from _above(document, start)


_Lines = tuple[Document, int, tuple[int, ...]]
"""Where something begins, and the places behind which a comment on its lines can stand."""


def _lines_of(setting: Setting[object], container: Container) -> Iterator[_Lines]:
    """Return the lines of the entry and of the keys that it stands under, as far as they are the container's alone.

    Under an anchor these are all up to the anchored key, and those of the aliases by which the container has it.
    """
    place = setting.place
    first, ends = (place.key, (place.key.end, place.node.end)) if place.key else (place.node, (place.node.end,))
    yield place.document, first.start, ends
    parents = list(along(place.document.root, place.path))[:-1]
    is_own = place.path[: len(container.path)] == container.path
    for depth in range(len(parents) - 1, len(container.path) if is_own else 0, -1):
        node, key = parents[depth], _key_of(parents[depth - 1], parents[depth])
        behind = (node.end,) if isinstance(node, (Mapping, Sequence)) and node.flow else ()
        if key is not None:
            yield place.document, key.start, (key.end, *behind)
        if node.anchor:
            break
    within = {id(node) for node in (*parents, place.node)}
    for start, end in _aliases(node_at(container.document.root, container.path), within):
        yield container.document, start, (end,)


def _key_of(mapping: Node, value: Node) -> Node | None:
    if not isinstance(mapping, Mapping):
        return None
    return next((key for key, other in mapping.pairs if other is value), None)


def _aliases(node: Node | None, targets: set[int]) -> Iterator[tuple[int, int]]:
    """Return the range of each alias below ``node`` that stands for one of ``targets``, with its key."""
    stack = [node]  # a file can nest deeper than Python calls
    while stack:
        around = stack.pop()
        inner: list[tuple[Node, Node]] = []
        if isinstance(around, Mapping):
            inner = list(around.pairs)
        elif isinstance(around, Sequence):
            inner = [(item, item) for item in around.items]
        for first, value in inner:
            if isinstance(value, Alias) and id(value.target) in targets:
                yield first.start, value.end
            stack.append(value)


def _beside(document: Document, comments: list[Comment], start: int, ends: tuple[int, ...]) -> Iterator[str]:
    """Return those of ``comments`` that stand in the line of ``start`` or of one of ``ends``, and alone above it."""
    source = document.source
    first = source.position(start).line
    lines = {first, *(source.position(end).line for end in ends)}
    said = [comment for comment in comments if not comment.text.lstrip().startswith(NOTE)]
    for comment in reversed(said):
        line = source.position(comment.span.end).line
        is_alone = not source.text[: comment.span.start].rpartition("\n")[2].strip()
        if line in lines:
            yield comment.text
        elif is_alone and line == first - 1:
            first = source.position(comment.span.start).line
            yield comment.text


def _on_line(document: Document, end: int) -> Iterator[str]:
    text = document.source.text
    line_end = text.find("\n", end)
    mark = re.search(r"[ \t]#(.*)", text[end : line_end if line_end >= 0 else len(text)])
    if mark and not mark[1].lstrip().startswith(NOTE):
        yield mark[1]


def _above(document: Document, start: int) -> Iterator[str]:
    source = document.source
    number = source.position(start).line - 1
    while number > 0 and source.line(number).lstrip(" \t-").startswith("#"):
        comment = source.line(number).lstrip(" \t-").lstrip("#")
        if not comment.lstrip().startswith(NOTE):
            yield comment
        number -= 1
