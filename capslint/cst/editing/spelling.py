"""How scalars are written: which strings need quotes, and which quotes."""

from __future__ import annotations

# What YAML 1.1 or 1.2 readers take for a bool or a null when it is plain.
_TYPED_WORDS = frozenset(("", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"))
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:+@=$()%^;")
_SAFE_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/$(^;")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def may_be_typed(text: str) -> bool:
    """Return whether some reader takes the plain ``text`` for a number, a bool, a null or a date, and not a string."""
    return text.lower() in _TYPED_WORDS or text[0].isdigit() or (text[0] in "+-." and text[1:2] not in ("", "/", "."))


def plain_is_safe(text: str) -> bool:
    """Return whether ``text`` can be written without quotes, in block and in flow style."""
    return (
        not may_be_typed(text)
        and (text[0] in _SAFE_FIRST or text.startswith(("./", "../")))
        and _SAFE.issuperset(text)
        and not text.endswith(":")
        and "::" not in text
    )


def scalar(value: object, quote: str = "") -> str:
    """Write a scalar, a string in ``quote`` (``""`` plain where that is safe, ``'``, ``"``)."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if quote == "" and plain_is_safe(text):
        return text
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_flat(value: object) -> bool:
    """Return whether ``value`` is written on one line in any style: a scalar or an empty collection."""
    return not isinstance(value, (list, dict)) or not value


def flow(value: object, quote: str = "") -> str:
    """Write ``value`` in flow style; keys are quoted when ``quote`` is ``"``, as JSON does."""
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, quote) for item in value) + "]"
    if isinstance(value, dict):
        entries = (f"{key_text(key, quote)}: {flow(inner, quote)}" for key, inner in value.items())
        return "{" + ", ".join(entries) + "}"
    return scalar(value, quote)


def key_text(key: str, quote: str = "") -> str:
    """Write a mapping key; only ``"`` is taken over from its siblings, other keys are plain where that is safe."""
    return scalar(key, '"' if quote == '"' else "")
