r"""A unit file as Quadlet reads it: its assignments in their sections, each value with where every character stands.

Source: podman ``pkg/systemd/parser/unitfile.go`` (Parse), tag v5.8.2. A ``\`` at the end of a line joins the next one
to it. Both are trimmed first, and nothing is put between them; comments and empty lines in between do not count.
"""

from __future__ import annotations

import re

from capslint.cst.parse import YamlError
from capslint.source import Span
from capslint.startup.records import NamedTuple

_SPACE = " \t\v\f\r\x85\xa0"
_SECTION = re.compile(r"\[([^\[\]\x00-\x1f]+)\][ \t]*\Z")
_PAIR = re.compile(r"([^=]*?)[ \t]*=[ \t]*")
NO_SPACE = "words joined over two lines without a space before the \\, which releases of Podman read differently"
NO_END = "a value whose last line ends with a \\, which releases of Podman read differently"


class Assignment(NamedTuple):
    r"""One ``key=value``. ``key_span`` is the key's, ``lines`` are all its lines with their ends.

    ``origins`` is where each character of ``value`` stands; ``at`` is where the value begins, even an empty one.
    ``unsure`` says why another release of Podman could read another value.
    """

    section: str
    key: str
    value: str
    origins: tuple[int, ...]
    at: int
    key_span: Span
    lines: Span
    unsure: str | None = None


class UnitFile(NamedTuple):
    """What stands in a unit file, each in the order of the file; ``sections`` are the spans of the headers."""

    assignments: tuple[Assignment, ...]
    sections: tuple[tuple[str, Span], ...]
    comments: tuple[Span, ...]


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    whole: Span


class _UnitReader:
    def __init__(self) -> None:
        self.assignments: list[Assignment] = []
        self.sections: list[tuple[str, Span]] = []
        self.comments: list[Span] = []
        self.joined: list[_Line] = []
        self.unsure: str | None = None

    def take(self, line: _Line, is_last: bool) -> None:
        """Take the next line of the file, trimmed."""
        if not line.text or line.text[0] in "#;":
            if line.text:
                self.comments.append(Span(line.start, line.end))
            return
        self._join(line)
        if line.text.endswith("\\") and not is_last:
            shorter = line._replace(text=line.text[:-1], end=line.end - 1)
            if shorter.text or self.joined:
                self.joined.append(shorter)
            return
        if line.text.endswith("\\"):
            self.unsure = NO_END
            line = line._replace(text=line.text[:-1], end=line.end - 1)
        self.finish(line)

    def finish(self, *last: _Line) -> None:
        """Read what the lines that are joined say."""
        lines = [*self.joined, *last]
        self.joined = []
        if lines:
            self._read(lines)
        self.unsure = None

    def _join(self, line: _Line) -> None:
        if self.joined and self.joined[-1].text[-1:] not in ("", *" \t") and line.start > line.whole.start:
            self.unsure = NO_SPACE

    def _read(self, lines: list[_Line]) -> None:
        text = "".join(line.text for line in lines)
        span = Span(lines[0].start, lines[-1].end)
        section = _SECTION.match(text)
        if section is not None:
            self.sections.append((section[1], span))
            return
        pair = _PAIR.match(text)
        if pair is None or not pair[1]:
            raise YamlError("a line that is neither a section, nor a key with a value, nor a comment", span)
        if not self.sections:
            raise YamlError("a key in front of the first section", span)
        origins = [at for line in lines for at in range(line.start, line.end)]
        at = origins[pair.end()] if pair.end() < len(origins) else lines[-1].end
        self.assignments.append(
            Assignment(
                self.sections[-1][0],
                pair[1],
                text[pair.end() :],
                tuple(origins[pair.end() :]),
                at,
                Span(span.start, span.start + len(pair[1])),
                Span(lines[0].whole.start, lines[-1].whole.end),
                self.unsure,
            )
        )


def read_unit(text: str) -> UnitFile:
    """Return what the unit file ``text`` holds. Raises YamlError where Quadlet refuses the file."""
    reader = _UnitReader()
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        start = at + len(text[at:end]) - len(text[at:end].lstrip(_SPACE))
        stop = max(start, at + len(text[at:end].rstrip(_SPACE)))
        whole = Span(at, min(end + 1, len(text)))
        reader.take(_Line(start, stop, text[start:stop], whole), is_last=end + 1 >= len(text))
        at = end + 1
    if reader.joined:
        reader.unsure = NO_END
    reader.finish()
    return UnitFile(tuple(reader.assignments), tuple(reader.sections), tuple(reader.comments))
