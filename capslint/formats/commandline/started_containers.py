"""The containers that a file starts: command lines and jobs, with the tree of nodes that stands for them.

The tree is ``{"runs": [{"cap_add": [NAME, …], "privileged": "true", "image": …}, …]}``: the flags of each command by
name, those that can be given several times as lists, of the others the last. The span of a node is that of the value in
the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Document, Mapping, Node, Scalar, Sequence
from capslint.formats.commandline.engine_lines import SERVICES, EngineLine, engine_lines, options_line
from capslint.formats.commandline.hosts.file_kinds import parts_of_file
from capslint.formats.commandline.hosts.parts import FileParts, JobContainer, ShellPart, read_part
from capslint.formats.commandline.nested_shells import commands_in
from capslint.formats.commandline.vocabulary import NAME
from capslint.formats.run_flags.split_flags import GivenFlag, last_value
from capslint.model import Place
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

RUNS = "runs"
LISTS = frozenset(("cap-add", "cap-drop", "device", "expose", "mount", "publish", "security-opt", "sysctl", "volume"))
"""Flags that add up."""
_KNOWN_RUNTIMES = frozenset(("crun", "io.containerd.runc.v2", "nvidia", "runc"))
"""Runtimes whose containers are processes of the host's kernel; of others (gVisor, Kata) nothing here is true."""


class Started(NamedTuple):
    """One container that a file starts, or runs a program in: ``line`` says with which options, None for a job without.

    ``part`` is the text that they stand in, ``job`` the workflow's container. ``execs`` run in it.
    """

    line: EngineLine | None
    part: ShellPart | None
    job: JobContainer | None = None
    execs: tuple[EngineLine, ...] = ()

    @property
    def flags(self) -> tuple[GivenFlag, ...]:
        """The options."""
        return self.line.flags if self.line is not None else ()

    @property
    def is_met(self) -> bool:
        """Whether the line only runs a program in it, so that what it was given is not known."""
        return self.line is not None and self.line.command == "exec"

    @property
    def name(self) -> str | None:
        """What it is called, as far as that is written."""
        if self.line is not None and self.is_met:
            word = self.line.image
            return word.text if word is not None and word.is_known and self.line.program != SERVICES else None
        named = last_value(self.flags, "name")
        return named.value if named is not None and named.why is None else None

    @property
    def header(self) -> Span:
        """The range that stands for it as a whole."""
        if self.job is not None:
            return self.job.header
        return self.line.header if self.line is not None else Span(0, 0)


class ScriptDocument(Document):
    """A document of this format, with what was read for it."""

    __slots__ = ("started",)

    def __init__(self, source: Source, root: Node, started: tuple[Started, ...]) -> None:
        super().__init__(source, 0, 0, len(source.text), root, NAME)
        self.started = started


def script_document(source: Source) -> ScriptDocument:
    """Return the document of a file. Raises YamlError."""
    started = tuple(_started(source.text, parts_of_file(source)))
    text_end = len(source.text)
    runs = Sequence(0, text_end, None, None, flow=False)
    runs.items = [_mapping(entry) for entry in started]
    root = Mapping(0, text_end, None, None, flow=False)
    root.pairs = [(_scalar(RUNS, Span(0, 0)), runs)]
    return ScriptDocument(source, root, started)


def started_in(document: Document) -> tuple[Started, ...]:
    """Return what was read for ``document``; reads its text again where it is another one of the same text."""
    return document.started if isinstance(document, ScriptDocument) else script_document(document.source).started


def key_of(flag: str) -> str:
    """Return the key that the flag has in the tree."""
    return flag.replace("-", "_")


def _started(text: str, parts: FileParts) -> Iterator[Started]:
    found = commands_in(text, parts.shell)
    yield from _with_execs([Started(line, part) for part, commands in found for line in engine_lines(commands)])
    for job in parts.jobs:
        yield from _of_job(text, job)


def _with_execs(entries: list[Started]) -> Iterator[Started]:
    """Return what can be read of ``entries``, each container with what the others run in it."""
    readable = [entry for entry in entries if _is_readable(entry.line)]
    begun = {entry.name for entry in readable if not entry.is_met} - {None}
    execs: dict[str | None, list[EngineLine]] = {}
    for entry in entries:
        if entry.line is not None and entry.is_met:
            execs.setdefault(entry.name, []).append(entry.line)
    for entry in readable:
        if not entry.is_met:
            yield entry._replace(execs=tuple(execs.get(entry.name, ())) if entry.name in begun else ())
        elif entry.name not in begun:
            yield entry


def _of_job(text: str, job: JobContainer) -> Iterator[Started]:
    if job.options is None:
        yield Started(None, None, job)
        return
    words = tuple(word for command in read_part(text, job.options).commands for word in command.words)
    line = options_line(words) if words else None
    if _is_readable(line):
        yield Started(line, job.options, job)


def _is_readable(line: EngineLine | None) -> bool:
    if line is None:
        return True
    runtime = last_value(line.flags, "runtime")
    of_kernel = runtime is None or (runtime.why is None and runtime.value in _KNOWN_RUNTIMES)
    return line.split.why_unknown is None and of_kernel


def _mapping(entry: Started) -> Mapping:
    words = entry.line.words if entry.line is not None else ()
    spans = [word.span for word in words] or [entry.header]
    mapping = Mapping(spans[0].start, spans[-1].end, None, None, flow=False)
    for name in dict.fromkeys(flag.name for flag in entry.flags):
        flags = [flag for flag in entry.flags if flag.name == name]
        key = _scalar(key_of(name), words[flags[-1].words[0]].span)
        mapping.pairs.append((key, _listed(flags) if name in LISTS else _scalar(flags[-1].value, flags[-1].span)))
    image = entry.line.image if entry.line is not None else None
    if image is not None:
        mapping.pairs.append((_scalar("image", image.span), _scalar(image.text, image.span)))
    return mapping


def _listed(flags: list[GivenFlag]) -> Sequence:
    listed = Sequence(flags[0].span.start, flags[-1].span.end, None, None, flow=False)
    listed.items = [_scalar(flag.value, flag.span) for flag in flags]
    return listed


def _scalar(value: str, span: Span) -> Scalar:
    return Scalar(span.start, span.end, None, None, value, "")


class TreePlaces:
    """Implements `capslint.formats.run_flags.container_fields.Places` for the container number ``index``."""

    def __init__(self, document: Document, index: int, mapping: Mapping, flags: tuple[GivenFlag, ...]) -> None:
        self._document = document
        self._path = (RUNS, index)
        self._mapping = mapping
        self._flags = flags

    def of(self, flag: GivenFlag) -> Place:
        """Return the place of a flag's value."""
        key, value = self._pair(flag.name)
        path = (*self._path, key_of(flag.name))
        if not isinstance(value, Sequence):
            return Place(self._document, path, value, key)
        number = [other for other in self._flags if other.name == flag.name].index(flag)
        return Place(self._document, (*path, number), value.items[number])

    def of_all(self, name: str) -> Place:
        """Return the place of the list of all flags ``name``."""
        key, value = self._pair(name)
        return Place(self._document, (*self._path, key_of(name)), value, key)

    def _pair(self, name: str) -> tuple[Node, Node]:
        pair = self._mapping.pair(key_of(name))
        if pair is None:
            raise LookupError(name)
        return pair
