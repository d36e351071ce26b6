"""Where output goes: streams, colours, and a line of progress."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, TextIO

from capslint.report.plain import plain
from capslint.report.terminal_style import USUAL_WIDTH, Style

if TYPE_CHECKING:
    from typing import Self

_PATIENCE = 1.0  # seconds before progress is shown
_PACE = 0.1  # seconds between two updates
_BAR = 24  # columns
_NARROWEST, _WIDEST = 40, 120  # columns that a report takes: longer lines are hard to read
_CLEAR = "\r\x1b[K"
_ASCII = {ord("…"): "..."}
"""What stands for the characters of our own sentences where the stream has no Unicode."""


def write(text: str, stream: TextIO | None = None) -> None:
    """Write ``text`` (to standard output by default); what the stream's encoding lacks is written as an escape."""
    stream = sys.stdout if stream is None else stream
    if not _can_write(text, stream):
        encoding = stream.encoding
        text = text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)


def write_bytes(data: bytes) -> None:
    """Write ``data`` to standard output as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def style_for(colour_mode: str, stream: TextIO) -> Style:
    """Return the style for ``colour_mode`` (``auto``, ``always``, ``never``); ``auto`` heeds NO_COLOR and TERM=dumb."""
    width, dots = _width(stream), "…" if _can_write("…", stream) else "..."
    if colour_mode != "auto":
        return Style(colour_mode == "always", width, dots)
    plain_wanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Style(not plain_wanted and stream.isatty(), width, dots)


def _can_write(text: str, stream: TextIO) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _width(stream: TextIO) -> int:
    """Return how many columns a report takes: as many as the terminal has, within bounds."""
    return max(_NARROWEST, min(_columns(stream), _WIDEST)) if stream.isatty() else USUAL_WIDTH


class Progress:
    """A bar on standard error, if that is a terminal and the work takes longer than a second.

    It is taken away when the ``with`` ends, however it ends: until then nothing else is written to the terminal.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._next = time.monotonic() + _PATIENCE if total > 1 and sys.stderr.isatty() else float("inf")
        self._stands = False

    @property
    def is_wanted(self) -> bool:
        """Whether any step could show it."""
        return self._next != float("inf")

    def __enter__(self) -> Self:
        """Return the bar, which comes with the first step that takes long enough."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Take the bar away."""
        self.clear()

    def step(self, path: str, index: int) -> None:
        """Show that ``path`` is up next, the one at ``index`` (from 0) of all."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PACE
            self.clear()
            full = _BAR * (index + 1) // self._total
            bar = "#" * full + "-" * (_BAR - full)
            text = f"[{bar}] {index + 1}/{self._total} {plain(path)[-40:]}"
            write(text[: _columns(sys.stderr) - 1], sys.stderr)  # a second line would stay
            sys.stderr.flush()
            self._stands = True

    def clear(self) -> None:
        """Take the bar away, if it is there."""
        if self._stands:
            self._stands = False
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH
    except OSError:
        return USUAL_WIDTH
