"""How far a comment reaches: which lines a comment can stand in, or above, to be about a finding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from capslint.cst import Document, Mapping, Node, Scalar, Sequence
from capslint.cst.nodes import IN_A_SCALAR
from capslint.cst.parse import YamlError, parse
from capslint.cst.written import begins_line, content_start
from capslint.findings import Finding
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

_YAML = (".yaml", ".yml")
_NAME = "name"


class Lines(NamedTuple):
    """The lines of ``source`` that lead to a finding.

    A comment in one of ``within`` is about it, at the end of the line too; one that stands above one of ``above`` is.
    """

    within: frozenset[int]
    above: frozenset[int]


class _Part(NamedTuple):
    """What a collection holds: an entry or an item from ``start`` on."""

    start: int
    key: Node | None
    value: Node


class Reach:
    """Answers for the findings of one ``source``; remembers what its collections hold."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._parts: dict[int, list[_Part]] = {}
        self._kept: list[Node] = []  # the nodes that are known by their numbers
        self._hosts: list[Document] | None = None
        self._texts: dict[int, list[Span]] = {}

    def lines(self, finding: Finding) -> Lines:
        """Return where comments about ``finding``, which is in the source, can be."""
        within = set(self._own_lines(finding))
        above = set(within)
        at = finding.span.start
        for root in self._roots(finding.document):
            for part, line in self._around(root, at):
                above.update((line, self._line_of_dash(part, line)))
                if finding.document.syntax is not None:
                    above.add(self._joined_from(line))
                within.update(self._lines_of_all(part, line))
        return Lines(frozenset(within), frozenset(above | within))

    def command_line(self, finding: Finding) -> int:
        """Return the first line of the command in shell text, or of the assignment in a unit, that holds a finding."""
        at = finding.span.start
        root = finding.document.root
        items = [line for part, line in self._around(root, at) if part.key is None] if root is not None else []
        return self._joined_from(items[0] if items else self.source.position(at).line)

    def host_root(self, offset: int) -> Node | None:
        """Return the tree of the document that holds ``offset`` in the file as YAML; None if it is in none."""
        hosts = (host for host in self._host_documents() if host.start <= offset < max(host.end, host.start + 1))
        return next((host.root for host in hosts), None)

    def around(self, root: Node, offset: int) -> list[int]:
        """Return the lines in which the entries and items begin that hold ``offset``, the innermost first."""
        return [line for _, line in self._around(root, offset)][::-1]

    def is_in_text(self, root: Node | None, offset: int) -> bool:
        """Return whether ``offset`` is inside of a scalar that goes on over lines, in which no comment can stand."""
        if root is None:
            return False
        if id(root) not in self._texts:
            self._texts[id(root)] = sorted(_long_texts(self.source, root))
            self._kept.append(root)
        texts = self._texts[id(root)]
        index = bisect_right(texts, (offset - 1, len(self.source.text))) - 1
        return index >= 0 and texts[index].start < offset < texts[index].end

    def _own_lines(self, finding: Finding) -> Iterator[int]:
        """Return the line of a finding, and the one that it goes on from.

        In YAML a backslash at the end of a line is a part of a value.
        """
        line = self.source.position(finding.span.start).line
        yield line
        if finding.document.syntax is not None:
            yield self._joined_from(line)

    def _joined_from(self, line: int) -> int:
        """Return the first of the lines that a backslash joins to ``line``, between which no comment can be."""
        above = line - 1
        while above:
            written = self.source.line(above).strip()
            if written.endswith("\\"):
                line = above
            elif not written.startswith(("#", ";")):  # a unit file can have comments in between
                break
            above -= 1
        return line

    def _roots(self, document: Document) -> Iterator[Node]:
        """Return the trees in which a finding stands: its document, and the YAML around that."""
        if document.root is not None:
            yield document.root
        is_inner = document.syntax is not None or document.index == IN_A_SCALAR
        if is_inner and self.source.path.endswith(_YAML):
            yield from (host.root for host in self._host_documents() if host.root is not None)

    def _host_documents(self) -> list[Document]:
        if self._hosts is None:
            try:
                self._hosts = parse(self.source)
            except YamlError:
                self._hosts = []
        return self._hosts

    def _around(self, root: Node, at: int) -> Iterator[tuple[_Part, int]]:
        """Return the entries and items that hold the offset ``at``, the outermost first, each with its line."""
        node: Node | None = root
        while isinstance(node, (Mapping, Sequence)):
            parts = self._parts_of(node)
            index = bisect_right(parts, at, key=lambda part: part.start) - 1
            if index < 0 or at >= max(parts[index].value.end, parts[index].start + 1):
                break
            part = parts[index]
            yield part, self.source.position(part.start).line
            node = part.value

    def _lines_of_all(self, part: _Part, line: int) -> Iterator[int]:
        """Return the lines whose end is a place for a comment about the whole of ``part``, which begins in ``line``.

        That is the line of a key behind which nothing stands but what begins a block, and the one with an item's name.
        """
        value = part.value
        if part.key is not None and begins_line(self.source.text, _first(self.source.text, part.start)):
            content = content_start(self.source.text, value) if not isinstance(value, Scalar) else value.start
            starts_below = self.source.position(content).line > line
            if (isinstance(value, Scalar) and value.end > value.start) or (starts_below and not _is_flow(value)):
                yield line
        elif part.key is None and isinstance(value, Mapping):
            name = value.pair(_NAME)
            if name is not None:
                yield self.source.position(name[0].start).line

    def _line_of_dash(self, part: _Part, line: int) -> int:
        """Return the line of the dash before an item whose text begins in a lower ``line``; else that one."""
        at = part.start
        while at and self.source.text[at - 1] in " \t\r\n":
            at -= 1
        is_dash = part.key is None and self.source.text[at - 1 : at] == "-"
        return self.source.position(at - 1).line if is_dash else line

    def _parts_of(self, node: Mapping | Sequence) -> list[_Part]:
        known = self._parts.get(id(node))
        if known is None:
            if isinstance(node, Mapping):
                known = [_Part(key.start, key, value) for key, value in node.pairs]
            else:
                known = [_Part(item.start, None, item) for item in node.items]
            known.sort(key=lambda part: part.start)
            self._parts[id(node)] = known
            self._kept.append(node)
        return known


def _is_flow(node: Node) -> bool:
    return isinstance(node, (Mapping, Sequence)) and node.flow


def _first(text: str, at: int) -> int:
    """Return where the row of dashes begins that stands before ``at`` in its line, else ``at``."""
    while at and text[at - 1] in "- \t":
        at -= 1
    return at


def _long_texts(source: Source, root: Node) -> Iterator[Span]:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            stack += [part for pair in node.pairs for part in pair]
        elif isinstance(node, Sequence):
            stack += node.items
        elif isinstance(node, Scalar):
            is_block = node.style in ("|", ">")
            if is_block or "\n" in source.text[node.start : node.end]:
                yield Span(node.start, node.end + is_block)  # a block has no end in its line
