"""How Compose cuts a command that is one string into words.

Source: compose-go ``loader`` (ShellCommand) and the go-shellwords parser it calls, without environment and backticks.
Its surprise: an unquoted ``;``, ``&``, ``|``, ``<`` or ``>`` ends the command there, nothing after it is kept.
"""

from __future__ import annotations

from capslint.startup.records import NamedTuple

_SPACE = " \t\r\n"
_STOP = ";&|<>"
_ESCAPES = {"t": "\t", "n": "\n"}


class CutWord(NamedTuple):
    """A word, and the range ``[start, end)`` of the string that it was cut from, quotes included."""

    text: str
    start: int
    end: int


class _Splitter:
    """The state of the cut: ``quote`` is the open quote (``'``, ``"``, a backtick, or ``$`` for ``$(``)."""

    def __init__(self) -> None:
        self.words: list[CutWord] = []
        self.buffer: list[str] = []
        self.start = -1
        self.quote = ""

    def put(self, character: str, at: int) -> None:
        if self.start < 0:
            self.start = at
        self.buffer.append(character)

    def finish_word(self, end: int) -> None:
        if self.start >= 0:
            self.words.append(CutWord("".join(self.buffer), self.start, end))
        self.buffer = []
        self.start = -1

    def toggle(self, quote: str, at: int) -> None:
        self.quote = "" if self.quote else quote
        if self.start < 0:
            self.start = at


def split(line: str) -> list[CutWord] | None:
    """Return the words of ``line`` as Compose cuts it; None if it refuses it (an open quote, a parenthesis outside)."""
    state = _Splitter()
    at = 0
    while at < len(line):
        character = line[at]
        if character == "\\" and state.quote != "'":
            if at + 1 == len(line):
                return None
            _escaped(state, line[at + 1], at)
            at += 2
            continue
        if character in _STOP and not state.quote:
            _drop_descriptor(state, character)
            break
        if not _character(state, character, at):
            return None
        at += 1
    if state.quote:
        return None
    state.finish_word(at)
    return state.words


def _escaped(state: _Splitter, character: str, at: int) -> None:
    if state.quote in ("`", "$"):
        state.put("\\", at)
        state.put(character, at)
    else:
        state.put(_ESCAPES.get(character, character), at)


def _drop_descriptor(state: _Splitter, character: str) -> None:
    # "2>file": the digits belong to the redirection.
    if character == ">" and state.buffer and "".join(state.buffer).isdigit():
        state.buffer = []
        state.start = -1


def _character(state: _Splitter, character: str, at: int) -> bool:
    # One character that is neither an escape nor the end; False if the line is refused.
    quote = state.quote
    if character in _SPACE and not quote:
        state.finish_word(at)
    elif character in "'\"" and quote in ("", character):
        state.toggle(character, at)
    elif character == "`" and quote in ("", "`"):
        state.toggle("`", at)
        state.put(character, at)
    elif character in "()" and quote in ("", "$"):
        return _parenthesis(state, character, at)
    else:
        state.put(character, at)
    return True


def _parenthesis(state: _Splitter, character: str, at: int) -> bool:
    opens = character == "(" and not state.quote and state.buffer[-1:] == ["$"]
    closes = character == ")" and state.quote == "$"
    if not opens and not closes:
        return False
    state.quote = "$" if opens else ""
    state.put(character, at)
    return True
