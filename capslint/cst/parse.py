"""YAML text to nodes with positions, from libyaml's event stream.

Why events: PyYAML's ``compose`` loses where an alias stands and refuses a redefined anchor, loaders lose positions,
and building from events with a depth limit is the only way that survives 100,000 nested brackets
(libyaml's cost is quadratic there, and a recursive composer overflows the C stack).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import yaml
from yaml import events
from yaml._yaml import CParser

from capslint.cst.json_text import REPLACED, as_yaml, string_value
from capslint.cst.nodes import Alias, Document, Mapping, Node, Problem, Scalar, Sequence
from capslint.source import Source, Span

MAX_DEPTH = 256
"""Deepest nesting that is read. Compose files and manifests stay below 30."""

_RESERVED_CHARACTERS = "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_BLOCK_STYLES = ("|", ">")
_LONG = 256 * 1024  # characters of a document that is not remembered
_DEEP_INDENT, _DASHES = " " * MAX_DEPTH, "- " * 32
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
_LIBRARY_TOO_DEEP = (
    "exceeded maximum nesting depth"  # PyYAML's libyaml from 6.0.4 on stops at 1,000 levels, reading ahead
)


class YamlError(Exception):
    """Text that is not YAML, or nested too deeply: one sentence and the place."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


def slices(text: str) -> Iterator[tuple[int, int]]:
    """Return the ``[start, end)`` of each document, so that each can be looked at, parsed and dropped alone.

    A text with a directive (a line that starts with ``%``) or lone carriage returns is one slice: cutting is unsafe.
    """
    starts = [0]
    if "\n---" in text and not _has_directives(text) and not _has_lone_carriage_returns(text):
        at = text.find("\n---")
        while at >= 0:
            after = text[at + 4 : at + 5]
            if not after or after in " \t\r\n":
                starts.append(at + 1)
            at = text.find("\n---", at + 4)
    ends = [*starts[1:], len(text)]
    return zip(starts, ends, strict=True)


def _has_directives(text: str) -> bool:
    return "%" in text and ("\n%" in text or text.startswith("%"))


def _has_lone_carriage_returns(text: str) -> bool:
    return "\r" in text and text.count("\r") > text.count("\r\n")


def parse(source: Source) -> list[Document]:
    """Read every document of ``source``. Raises YamlError at the first text that is not YAML."""
    documents: list[Document] = []
    for start, end in slices(source.text):
        documents.extend(parse_slice(source, start, end, len(documents)))
    return documents


def parse_slice(source: Source, start: int, end: int, index: int = 0) -> list[Document]:
    """Read the documents in ``[start, end)`` of ``source`` (a slice of `slices`), numbered from ``index``.

    Raises YamlError with a span in the whole source.
    """
    documents = _Builder(source, start, source.text[start:end]).run()
    for document in documents:
        document.index += index
    return documents


def check_syntax(source: Source, start: int, end: int) -> None:
    """Read ``[start, end)`` for syntax alone, building nothing. Raises YamlError."""
    text = source.text[start:end]
    if _may_nest_deeply(text):
        parse_slice(source, start, end)
        return
    try:
        (_read if len(text) > _LONG else _read_once)(text)
    except yaml.YAMLError as error:
        raise _translated(error, start, text) from None


def _read(text: str) -> None:
    CParser(as_yaml(text)).raw_parse()


_read_once = lru_cache(maxsize=64)(_read)  # what was rendered for several cases is the same in most documents


def _may_nest_deeply(text: str) -> bool:
    # A level of a block takes a column, or two in a row of dashes; a long row is found faster than a short one.
    return text.count("[") + text.count("{") > MAX_DEPTH or _DEEP_INDENT in text or _DASHES in text


def _translated(error: Exception, base: int, text: str) -> YamlError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    bad = None if mark else re.search(_RESERVED_CHARACTERS, text)
    if bad:  # libyaml's reader tells it by the byte
        span = Span(base + bad.start(), base + bad.end())
        return YamlError(f"the character U+{ord(bad[0]):04X} is not allowed in YAML", span)
    at = base + min(mark.index if mark else 0, len(text))
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if problem == _LIBRARY_TOO_DEEP:
        return YamlError(_TOO_DEEP, Span(at, at))
    context = getattr(error, "context", None)
    message = f"{problem} ({context})" if context else str(problem)
    return YamlError(message, Span(at, at))


class _Builder:
    """Builds the nodes of one slice, iteratively, and with few calls for each event: most of a check is spent here.

    ``stack`` holds the collections that are still being filled, ``children`` what each of them has got so far, keys and
    values of a mapping in turn; below them lies the list that takes the root.
    """

    def __init__(self, source: Source, base: int, text: str) -> None:
        self.source = source
        self.base = base
        self.text = text
        self.documents: list[Document] = []
        self.stack: list[Mapping | Sequence] = []
        self.children: list[list[Node]] = [[]]
        self.anchors: dict[str, Node] = {}
        self.problems: list[Problem] = []

    def run(self) -> list[Document]:
        handlers = {
            events.AliasEvent: self._alias,
            events.MappingStartEvent: self._start_mapping,
            events.SequenceStartEvent: self._start_sequence,
            events.MappingEndEvent: self._end_mapping,
            events.SequenceEndEvent: self._end_sequence,
            events.DocumentStartEvent: self._start_document,
            events.DocumentEndEvent: self._end_document,
            events.StreamStartEvent: _nothing,
        }
        scalar_event, end_of_stream = events.ScalarEvent, events.StreamEndEvent
        text, children = as_yaml(self.text), self.children
        scalar = self._scalar if text == self.text else self._json_scalar
        try:
            next_event: Callable[[], Any] = CParser(text).get_event
            event = next_event()
            while (kind := type(event)) is not end_of_stream:
                if kind is scalar_event:
                    children[-1].append(scalar(event))
                else:
                    handlers[kind](event)
                event = next_event()
        except yaml.YAMLError as error:
            raise _translated(error, self.base, self.text) from None
        if self.documents:
            self.documents[-1].end = self.base + len(self.text)
        return self.documents

    def _scalar(self, event: Any) -> Scalar:
        base, style, anchor = self.base, event.style, event.anchor
        start, end = base + event.start_mark.index, base + event.end_mark.index
        if not style:
            style = ""
        elif style in _BLOCK_STYLES:
            end = base + _block_scalar_end(self.text, start - base, end - base)
        node = Scalar(start, end, event.tag, anchor, event.value, style)
        if anchor:
            self.anchors[anchor] = node
        return node

    def _json_scalar(self, event: Any) -> Scalar:
        node = self._scalar(event)
        if REPLACED in node.value:
            node.value = string_value(self.text[node.start - self.base : node.end - self.base], node.value)
        return node

    def _alias(self, event: Any) -> None:
        name: str = event.anchor
        span = Span(self.base + event.start_mark.index, self.base + event.end_mark.index)
        target = self.anchors.get(name)
        if target is None:
            self.problems.append(Problem(f"the alias *{name} has no anchor before it", span))
        elif any(target is collection for collection in self.stack):
            self.problems.append(Problem(f"the alias *{name} stands inside the node that it refers to", span))
            target = None
        self.children[-1].append(Alias(span.start, span.end, name, target))

    def _start_mapping(self, event: Any) -> None:
        start = self.base + event.start_mark.index
        self._open(Mapping(start, start, event.tag, event.anchor, event.flow_style is True), [])

    def _start_sequence(self, event: Any) -> None:
        start = self.base + event.start_mark.index
        sequence = Sequence(start, start, event.tag, event.anchor, event.flow_style is True)
        self._open(sequence, sequence.items)

    def _open(self, collection: Mapping | Sequence, children: list[Node]) -> None:
        if collection.anchor:
            self.anchors[collection.anchor] = collection
        self.children.append(children)
        stack = self.stack
        stack.append(collection)
        if len(stack) > MAX_DEPTH:
            raise YamlError(_TOO_DEEP, Span(collection.start, collection.start))

    def _end_mapping(self, event: Any) -> None:
        mapping, parts = self.stack.pop(), self.children.pop()
        assert isinstance(mapping, Mapping)
        keys_and_values = iter(parts)
        mapping.pairs = pairs = list(zip(keys_and_values, keys_and_values, strict=True))
        if len(pairs) > 1 and len({key.value if type(key) is Scalar else key for key, _ in pairs}) < len(pairs):
            self._report_duplicates([key for key, _ in pairs])
        # libyaml ends a block collection at the next token, behind comments that belong to what follows.
        mapping.end = parts[-1].end if parts and not mapping.flow else self.base + event.end_mark.index
        self.children[-1].append(mapping)

    def _end_sequence(self, event: Any) -> None:
        sequence, items = self.stack.pop(), self.children.pop()
        sequence.end = items[-1].end if items and not sequence.flow else self.base + event.end_mark.index
        self.children[-1].append(sequence)

    def _start_document(self, _: Any) -> None:
        self.anchors.clear()
        self.problems = []

    def _end_document(self, event: Any) -> None:
        root: Node | None = self.children[0].pop()
        if isinstance(root, Scalar) and root.is_null and root.start == root.end:
            root = None
        start = self.documents[-1].end if self.documents else self.base
        document = Document(self.source, len(self.documents), start, self.base + event.end_mark.index, root)
        document.problems = self.problems
        self.documents.append(document)

    def _report_duplicates(self, keys: list[Node]) -> None:
        seen: dict[str, Scalar] = {}
        for key in keys:
            if not isinstance(key, Scalar) or (key.value == "<<" and not key.style):
                continue
            first = seen.setdefault(key.value, key)
            if first is not key:
                line = self.source.position(first.start).line
                self.problems.append(Problem(f"the key {key.value!r} is there twice (first on line {line})", key.span))


def _nothing(_: Any) -> None:
    pass


def _block_scalar_end(text: str, start: int, end: int) -> int:
    # libyaml ends a block scalar at the next line that is not blank; with "+" the blank lines are content.
    header = text[start : text.find("\n", start) if "\n" in text[start:end] else end]
    content = text[start:end]
    if "+" in header.split("#", 1)[0]:
        return end - (2 if content.endswith("\r\n") else 1 if content.endswith(("\n", "\r")) else 0)
    return start + len(content.rstrip(" \t\r\n"))
