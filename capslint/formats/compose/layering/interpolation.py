"""Compose's variables in values: ``$V``, ``${V:-default}``, ``$$``.

Source: compose-spec ``12-interpolation.md`` and compose-go ``template/template.go``. The shell that Compose will run in
is not known here: a variable that only it could set is unknown, unless the file gives it a default.
"""

from __future__ import annotations

from capslint.source.budget import CHARACTERS, spend
from capslint.startup.records import NamedTuple

Environment = dict[str, str]
"""The variables that are known: those of the ``.env`` file beside the Compose file."""

_OPERATORS = (":-", "-", ":?", "?", ":+", "+")
_MAX_DEPTH = 32


class Expanded(NamedTuple):
    """``text`` with what is known put in and what is not left as written.

    ``unknown`` names the variables that are not known, ``error`` is set if Compose refuses the text.
    ``origins[i]`` is the range in the original text that character ``i`` came from; None: nothing was replaced.
    """

    text: str
    unknown: tuple[str, ...] = ()
    error: str | None = None
    origins: tuple[tuple[int, int], ...] | None = None


def expand(text: str, environment: Environment) -> Expanded:
    """Return ``text`` with the known variables put in."""
    if "$" not in text:
        return Expanded(text)
    return _expand(text, environment, 0)


def _expand(text: str, environment: Environment, depth: int) -> Expanded:
    out: list[str] = []
    origins: list[tuple[int, int]] = []
    unknown: list[str] = []
    error: str | None = None
    at = 0
    while at < len(text):
        dollar = text.find("$", at)
        stop = len(text) if dollar < 0 else dollar
        out.append(text[at:stop])
        origins.extend((index, index + 1) for index in range(at, stop))
        if dollar < 0:
            break
        end, piece = _reference(text, dollar, environment, depth)
        spend(CHARACTERS, len(piece.text))
        out.append(piece.text)
        origins.extend([(dollar, end)] * len(piece.text))
        unknown.extend(piece.unknown)
        error = error or piece.error
        at = end
    return Expanded("".join(out), tuple(dict.fromkeys(unknown)), error, tuple(origins))


def _reference(text: str, dollar: int, environment: Environment, depth: int) -> tuple[int, Expanded]:
    # One "$…" at `dollar`: where it ends, and what takes its place.
    following = text[dollar + 1 : dollar + 2]
    if following == "$":
        return dollar + 2, Expanded("$")
    if following == "{":
        close = _closing_brace(text, dollar)
        if close < 0 or depth > _MAX_DEPTH:
            return len(text), Expanded(text[dollar:], ("?",), f"invalid interpolation format: {text!r}")
        return close + 1, _braced(text[dollar + 2 : close], environment, depth)
    end = _name_end(text, dollar + 1)
    if end == dollar + 1:
        return dollar + 1, Expanded("$")  # "$(id)", "100$": no reference, kept as it is
    name = text[dollar + 1 : end]
    return end, _plain(name, text[dollar:end], environment)


def _plain(name: str, written: str, environment: Environment) -> Expanded:
    value = environment.get(name)
    return Expanded(written, (name,)) if value is None else Expanded(value)


def _braced(body: str, environment: Environment, depth: int) -> Expanded:
    end = _name_end(body, 0)
    name, rest, written = body[:end], body[end:], "${" + body + "}"
    if not name:
        return Expanded(written, ("?",), f"invalid interpolation format: {written!r}")
    if not rest:
        return _plain(name, written, environment)
    operator = next((known for known in _OPERATORS if rest.startswith(known)), None)
    if operator is None:
        return Expanded(written, (name,), f"invalid interpolation format: {written!r}")
    value = environment.get(name)
    if value == "" and operator.startswith(":"):
        value = None
    word = rest[len(operator) :]
    match operator[-1], value:
        case ("-", None):
            return _expand(word, environment, depth + 1)
        case ("+", str()):
            return _expand(word, environment, depth + 1)
        case ("-" | "?", str()):
            return Expanded(value)
        case _:
            return Expanded(written, (name,))


def _name_end(text: str, start: int) -> int:
    end = start
    while (
        end < len(text)
        and text[end].isascii()
        and (text[end].isalpha() or text[end] == "_" or _digit(text, end, start))
    ):
        end += 1
    return end


def _digit(text: str, at: int, start: int) -> bool:
    return at > start and text[at].isdigit()


def _closing_brace(text: str, dollar: int) -> int:
    depth, at = 0, dollar
    while at < len(text):
        if text.startswith("${", at):
            depth += 1
            at += 2
            continue
        if text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return -1


def read_environment(text: str) -> Environment:
    """Return the variables of a ``.env`` file: ``NAME=value``, comments, quotes, ``export``; odd lines are left out.

    Source: compose-spec ``12-interpolation.md`` (syntax of ``.env`` files). A value that refers to a variable that
    is not known is left out, so that it stays unknown.
    """
    return {name: value for name, value in read_variables(text).items() if value is not None}


def read_variables(text: str) -> dict[str, str | None]:
    """Return the variables of such a file; None where the value refers to a variable that is not known."""
    found: dict[str, str | None] = {}
    environment: Environment = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        name = name.strip()
        if not equals or not name or name.startswith("#"):
            continue
        literal, is_raw = _unquoted(value.strip())
        expanded = Expanded(literal) if is_raw else expand(literal, environment)
        found[name] = None
        if not expanded.unknown and not expanded.error:
            found[name] = environment[name] = expanded.text
    return found


def _unquoted(value: str) -> tuple[str, bool]:
    # The text of a value, and whether it stood in single quotes, where nothing is replaced.
    quote = value[:1]
    if quote in ("'", '"') and (close := value.find(quote, 1)) > 0:
        return value[1:close], quote == "'"
    for marker in (" #", "\t#"):
        value = value.split(marker, 1)[0]
    return value.rstrip(), False
