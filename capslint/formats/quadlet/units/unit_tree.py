"""A unit file as nodes: each section a mapping, each key what its assignments make together.

An item of ``PodmanArgs`` is a mapping of a flag's name to its value, or to a list where values stand between commas.
"""

from __future__ import annotations

from collections.abc import Sequence as SequenceOf
from itertools import chain

from capslint.cst import Document, Mapping, Node, Problem, Scalar, Sequence
from capslint.formats.quadlet.keys import KINDS, Kind
from capslint.formats.quadlet.podman_args import Argument, Arguments, line_word, read_arguments
from capslint.formats.quadlet.units.unit_file import Assignment, UnitFile, read_unit
from capslint.formats.quadlet.units.unit_words import split
from capslint.formats.quadlet.vocabulary import NAME
from capslint.formats.run_flags.line_word import LineWord
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

NO_WORDS = "a value that Quadlet cannot cut into words, and drops"


class WrittenValue(NamedTuple):
    """A word, or a whole value, and where it stands; ``unsure`` says why another release could read it otherwise."""

    text: str
    span: Span
    places: tuple[int, ...] = ()
    unsure: str | None = None

    def word(self) -> LineWord:
        """Return the piece as a word of the line that systemd runs."""
        return line_word(self.text, self.span, self.places, self.unsure)


class Written(NamedTuple):
    """An assignment that counts, with its pieces: items of the key's list, words of its flags, or the key's value."""

    assignment: Assignment
    pieces: tuple[WrittenValue, ...]


def kind_of(key: str) -> Kind:
    """Return how the assignments of a key make its value."""
    return KINDS.get(key, Kind.LAST)


def in_force(assignments: SequenceOf[Assignment]) -> tuple[Written, ...]:
    """Return those of one key's ``assignments`` that count, in their order; none where nothing is set."""
    kind = kind_of(assignments[0].key) if assignments else Kind.LAST
    counting: list[Assignment] = []
    for assignment in assignments:
        is_alone = not assignment.value or kind in (Kind.LAST, Kind.COMMAND)
        counting = [*([] if is_alone else counting), *([assignment] if assignment.value else [])]
    return tuple(Written(assignment, pieces_of(assignment, kind)) for assignment in counting)


def pieces_of(assignment: Assignment, kind: Kind) -> tuple[WrittenValue, ...]:
    """Return what one assignment adds to its key."""
    value, origins = assignment.value, assignment.origins
    whole = Span(origins[0], origins[-1] + 1)
    if assignment.unsure or kind in (Kind.LAST, Kind.VALUES):
        is_quoted = kind is Kind.LAST and len(value) > 1 and value[0] == value[-1] == '"'
        return (WrittenValue(value[1:-1] if is_quoted else value, whole, (), assignment.unsure),)
    words = split(value, escapes=kind is not Kind.WORDS)
    if words is None:
        return (WrittenValue(value, whole, (), NO_WORDS),)
    return tuple(
        WrittenValue(word.text, Span(origins[word.start], origins[word.end - 1] + 1), _places(assignment, *word))
        for word in words
    )


def _places(assignment: Assignment, text: str, start: int, end: int) -> tuple[int, ...]:
    """Return where each character of a word stands, nothing where escapes or quotes hide it."""
    for inner, stop in ((start, end), (start + 1, end - 1)):
        if assignment.value[inner:stop] == text:
            return assignment.origins[inner:stop]
    return ()


def keys_of(unit: UnitFile, section: str) -> dict[str, list[Assignment]]:
    """Return the assignments of each key of a section, in the order of the file."""
    found: dict[str, list[Assignment]] = {}
    for assignment in unit.assignments:
        if assignment.section == section:
            found.setdefault(assignment.key, []).append(assignment)
    return found


def arguments_of(written: SequenceOf[Written]) -> Arguments:
    """Return the flags that the words of a key are."""
    return read_arguments([piece.word() for there in written for piece in there.pieces])


def parse(source: Source) -> Document:
    """Return the unit file as a document. Raises YamlError where Quadlet refuses it."""
    unit = read_unit(source.text)
    root = Mapping(0, len(source.text), None, None, flow=False)
    document = Document(source, 0, 0, len(source.text), root, NAME)
    headers = dict(reversed(unit.sections))
    for name, span in sorted(headers.items(), key=lambda header: header[1]):
        section = Mapping(span.start, span.end, None, None, flow=False)
        for key, assignments in keys_of(unit, name).items():
            section.end = max(section.end, *(assignment.lines.end for assignment in assignments))
            written = in_force(assignments)
            pieces = [piece for there in written for piece in there.pieces]
            if pieces:
                section.pairs.append((_key(written[0].assignment), _value(key, written)))
            dropped = (piece for piece in pieces if piece.unsure == NO_WORDS)
            document.problems += [Problem(f"{key}: {NO_WORDS}", piece.span) for piece in dropped]
        root.pairs.append((_scalar(name, span), section))
    return document


def _key(assignment: Assignment) -> Node:
    return _scalar(assignment.key, assignment.key_span)


def _value(key: str, written: tuple[Written, ...]) -> Node:
    pieces = [piece for there in written for piece in there.pieces]
    if kind_of(key) is Kind.FLAGS:
        arguments = arguments_of(written)
        nodes: list[Node] = [_flag(argument, pieces) for argument in arguments.flags]
        first = arguments.flags[-1].last + 1 if arguments.flags else 0
        rest = pieces[first:] if arguments.why_unknown else []
        nodes += [_scalar(*piece[:2]) for piece in rest]
    else:
        nodes = [_scalar(*piece[:2]) for piece in pieces]
    return nodes[0] if kind_of(key) is Kind.LAST else _sequence(nodes)


def _flag(argument: Argument, pieces: SequenceOf[WrittenValue]) -> Node:
    first, last = pieces[argument.first].span, pieces[argument.last].span
    values: list[Node] = [_scalar(flag.value, flag.span) for flag in argument.values]
    item = Mapping(first.start, last.end, None, None, flow=False)
    key = Span(first.start, first.end if argument.first != argument.last else values[0].start)
    value = values[0] if len(values) == 1 else _sequence(values)
    item.pairs.append((_scalar(argument.name, key), value))
    return item


def _sequence(nodes: SequenceOf[Node]) -> Sequence:
    listed = Sequence(nodes[0].start, nodes[-1].end, None, None, flow=False)
    listed.items += nodes
    return listed


def _scalar(text: str, span: Span) -> Scalar:
    return Scalar(span.start, span.end, None, None, text, "")


def all_pieces(written: SequenceOf[Written]) -> list[WrittenValue]:
    """Return the pieces of all assignments of a key."""
    return list(chain.from_iterable(there.pieces for there in written))
