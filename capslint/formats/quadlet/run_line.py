"""The flags of ``podman run`` that Quadlet makes of a unit and its drop-ins, in the order in which it writes them.

Source: podman ``pkg/systemd/quadlet/quadlet.go`` (ConvertContainer), tag v5.8.2. Flags that grant nothing, and tell
nothing of the program, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from capslint.cst import Document, Node, Path
from capslint.formats.quadlet.keys import ADD, ARGUMENTS, CONTAINER, DROP, Kind
from capslint.formats.quadlet.podman_args import Arguments, line_word, read_arguments
from capslint.formats.quadlet.units.unit_file import Assignment, UnitFile
from capslint.formats.quadlet.units.unit_tree import WrittenValue, all_pieces, in_force, keys_of, kind_of
from capslint.formats.reading.view import View
from capslint.formats.run_flags.line_word import LineWord
from capslint.formats.run_flags.split_flags import GivenFlag
from capslint.model import Place, Unknown
from capslint.startup.records import NamedTuple

_TRUE = frozenset(("1", "yes", "true", "on"))  # LookupBoolean, in any case


class UnitLayer(NamedTuple):
    """One file of a unit: itself, or a drop-in; ``section`` is the view of its ``[Container]``."""

    section: View
    unit: UnitFile

    @property
    def document(self) -> Document:
        """The file."""
        return self.section.tree.document


class Value(NamedTuple):
    """What stands in a file for a key: a word, or a whole value. ``number`` is its place in that file's list."""

    written: WrittenValue
    layer: UnitLayer
    key: str
    number: int

    def word(self) -> LineWord:
        """Return it as a word of the line that systemd runs."""
        return self.written.word()

    def place(self, *below: str | int) -> Place:
        """Return where it is written."""
        path: Path = (CONTAINER, self.key, *((self.number,) if kind_of(self.key) is not Kind.LAST else ()), *below)
        section = self.layer.section
        entry = section.tree.select(section, frozenset((self.key,)))[self.key]
        node, key = entry.node, entry.key
        for step in path[2:]:
            node, key = _child(node, step)
        return Place(self.layer.document, path, node, key)


def _child(node: Node, step: str | int) -> tuple[Node, Node | None]:
    if isinstance(step, int):
        return node.items[step], None  # type: ignore[attr-defined]
    key, value = node.pairs[0]  # type: ignore[attr-defined]
    return value, key


class RunLine:
    """What Quadlet makes of ``layers``, the unit itself first.

    ``flags`` are those of ``podman run``, each with the number of its place in ``places``. ``why_unknown`` says why
    there may be others.
    """

    def __init__(self, layers: Sequence[UnitLayer]) -> None:
        self.layers = layers
        self.flags: list[GivenFlag] = []
        self.places: list[Place] = []
        self.why_unknown: str | None = None
        self._keys = [keys_of(layer.unit, CONTAINER) for layer in layers]
        for key, made in _FLAGS:
            for value in self.values(key):
                self._add(value, made)
        self._add_arguments()

    def of(self, flag: GivenFlag) -> Place:
        """Return where a flag is written."""
        return self.places[flag.words[0]]

    def of_all(self, name: str) -> Place:
        """Return where a list of the flags ``name`` is, or would be if they stood in a list of their own."""
        key = _LISTS.get(name, ARGUMENTS)
        section = next((layer.section for layer in self.layers if _has(layer, key)), self.layers[0].section)
        entry = section.tree.select(section, frozenset((key,))).get(key)
        if entry is not None:
            return entry.place()
        return Place(section.tree.document, (CONTAINER, key), section.node, None)

    def values(self, key: str) -> list[Value]:
        """Return what counts of a key, in the order of the line."""
        found: list[Value] = []
        for layer, keys in zip(self.layers, self._keys, strict=True):
            assignments: list[Assignment] = keys.get(key, [])
            is_single = kind_of(key) in (Kind.LAST, Kind.COMMAND)
            if any(is_single or not assignment.value for assignment in assignments):
                found = []  # it takes back what the files below give
            pieces = all_pieces(in_force(assignments))
            found += [Value(piece, layer, key, number) for number, piece in enumerate(pieces)]
        return found

    def last(self, key: str) -> Value | None:
        """Return the value of a key of which the last counts."""
        return next(iter(self.values(key)), None)

    def _add(self, value: Value, made: Callable[[str, RunLine], Iterator[tuple[str, str]]]) -> None:
        word = value.word()
        unsure = value.written.unsure or f"what {word.text} holds when the unit starts"
        why = None if word.is_known else Unknown(unsure)
        for name, text in made(word.text, self):
            span = word.span
            self.flags.append(GivenFlag(name, text, span, (len(self.places),), why=why))
            self.places.append(value.place())

    def _add_arguments(self) -> None:
        values = self.values(ARGUMENTS)
        arguments = read_arguments([value.word() for value in values])
        self.why_unknown = arguments.why_unknown
        numbers = _numbers(arguments, values)
        for argument, first in zip(arguments.flags, numbers, strict=True):
            for index, flag in enumerate(argument.values):
                below = (argument.name, *((index,) if len(argument.values) > 1 else ()))
                self.flags.append(flag._replace(words=(len(self.places),)))
                self.places.append(first.place(*below))


def _numbers(arguments: Arguments, values: Sequence[Value]) -> Iterator[Value]:
    """Return for each flag the word that it begins with, with the flag's number in its file."""
    counts: dict[int, int] = {}
    for argument in arguments.flags:
        first = values[argument.first]
        number = counts.get(id(first.layer), 0)
        counts[id(first.layer)] = number + 1
        yield first._replace(number=number)


def _has(layer: UnitLayer, key: str) -> bool:
    return bool(layer.section.tree.select(layer.section, frozenset((key,))))


def command_words(line: RunLine) -> list[LineWord]:
    """Return the words behind the image."""
    return [value.word() for value in line.values("Exec")]


def _flag(name: str, template: str = "{}") -> Callable[[str, RunLine], Iterator[tuple[str, str]]]:
    def made(text: str, line: RunLine) -> Iterator[tuple[str, str]]:
        del line
        yield name, template.format(text)

    return made


def _if_true(name: str, value: str) -> Callable[[str, RunLine], Iterator[tuple[str, str]]]:
    def made(text: str, line: RunLine) -> Iterator[tuple[str, str]]:
        del line
        if text.lower() in _TRUE:
            yield name, value

    return made


def _user(text: str, line: RunLine) -> Iterator[tuple[str, str]]:
    group = line.last("Group")
    yield "user", f"{text}:{line_word(group.written.text, group.written.span).text}" if group is not None else text


def _device(text: str, line: RunLine) -> Iterator[tuple[str, str]]:
    del line
    yield "device", text.removeprefix("-")  # with a dash: only where it is there


_FLAGS: tuple[tuple[str, Callable[[str, RunLine], Iterator[tuple[str, str]]]], ...] = (
    ("Entrypoint", _flag("entrypoint")),
    ("Network", _flag("network")),
    ("NoNewPrivileges", _if_true("security-opt", "no-new-privileges")),
    ("SecurityLabelDisable", _if_true("security-opt", "label=disable")),
    ("SecurityLabelNested", _if_true("security-opt", "label=nested")),
    ("SecurityLabelType", _flag("security-opt", "label=type:{}")),
    ("SecurityLabelFileType", _flag("security-opt", "label=filetype:{}")),
    ("SecurityLabelLevel", _flag("security-opt", "label=level:{}")),
    ("AppArmor", _flag("security-opt", "apparmor={}")),
    ("AddDevice", _device),
    ("SeccompProfile", _flag("security-opt", "seccomp={}")),
    (DROP, _flag("cap-drop")),
    (ADD, _flag("cap-add")),
    ("Sysctl", _flag("sysctl")),
    ("User", _user),
    ("UserNS", _flag("userns")),
    ("Volume", _flag("volume")),
    ("ExposeHostPort", _flag("expose")),
    ("PublishPort", _flag("publish")),
    ("Environment", _flag("env")),
    ("Mask", _flag("security-opt", "mask={}")),
    ("Unmask", _flag("security-opt", "unmask={}")),
    ("Mount", _flag("mount")),
    ("HealthCmd", _flag("health-cmd")),
)
"""The keys in the order of the line, each with the flags that it makes of a value."""

_LISTS = {"cap-add": ADD, "cap-drop": DROP, "device": "AddDevice", "volume": "Volume", "mount": "Mount"}
