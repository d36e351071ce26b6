"""Text that is safe to show: no character of a file's name or contents can steer the terminal, or a build service.

A runner of GitHub Actions takes a line for a command that begins with ``::``, white space before it or not, and one
that has ``##[`` anywhere (github.com/actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2 and TryParse).
"""

from __future__ import annotations

# Bidirectional controls reorder what stands around them (Unicode UAX #9): a name could show another one.
_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_COMMAND_INSIDE, _NO_COMMAND = "##[", "#\\x23["
_COMMAND_AT_START = "::"


def plain(text: str) -> str:
    r"""Return ``text`` with control characters, undecodable bytes and reordering marks as ``\x1b``, ``\u202e``.

    Of ``##[`` the second sign becomes ``\x23``. What starts a line goes through `plain_path` or `plain_line` too.
    """
    if not text.isprintable():
        text = "".join(_escaped(character) for character in text)
    return text.replace(_COMMAND_INSIDE, _NO_COMMAND)


def plain_path(path: str) -> str:
    """Return ``path`` to start a line with: as `plain` does, and with ``./`` before it where it would be a command."""
    shown = plain(path)
    return f"./{shown}" if _starts_a_command(shown) else shown


def plain_line(text: str) -> str:
    r"""Return plain ``text``, of which nobody knows how it starts, as a line: a command's first colon as ``\x3a``."""
    return text.replace(":", "\\x3a", 1) if _starts_a_command(text) else text


def _starts_a_command(line: str) -> bool:
    return line.lstrip().startswith(_COMMAND_AT_START)


def _escaped(character: str) -> str:
    if character.isprintable() or (
        character.isspace() and character not in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
    ):
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # surrogateescape: one byte of a file name that is not UTF-8
        code -= 0xDC00
    elif code > 0xFF:
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return f"\\x{code:02x}"
