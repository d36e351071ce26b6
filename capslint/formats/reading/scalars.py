"""Scalars as the reader of each format types them: YAML alone does not say what ``yes`` or ``0644`` is."""

from __future__ import annotations

from capslint.cst import Alias, Mapping, Node, Scalar
from capslint.formats.reading.view import View, unknown_alias
from capslint.model import Unknown

_NULLS = ("", "~", "null", "Null", "NULL")
TRUE, FALSE = ("true", "yes", "on", "y"), ("false", "no", "off", "n")
"""YAML 1.1's words for them; compose-go takes them in any case (``loader/interpolate.go``, toBoolean)."""


def _spellings(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(spelled for word in words for spelled in (word, word.capitalize(), word.upper()))


_TRUE, _FALSE = _spellings(TRUE), _spellings(FALSE)
_STRING_TAGS = ("!", "tag:yaml.org,2002:str")
_LONGEST_INTEGER = 100  # characters; what is longer is no user id, and Python refuses to read it


def is_null(view: View) -> bool:
    """Return whether nothing is given: an empty or null value."""
    return isinstance(view.node, Scalar) and view.node.is_null


def kind(node: Node) -> str:
    """Return what kind of node it is, for a message."""
    if isinstance(node, Scalar):
        return "null" if node.is_null else "a scalar"
    return "a mapping" if isinstance(node, Mapping) else "a list"


def text(view: View, name: str) -> str | Unknown | None:
    """Return a scalar's text; None for null. A collection is a problem of the document, and unknown."""
    node = view.node
    if isinstance(node, Scalar):
        return None if node.is_null else node.value
    return _wrong(view, name, "a string")


def scalar_text(view: View | None) -> str | None:
    """Return the text of a scalar; None for null and for anything else, which is not worth a message."""
    node = view.node if view is not None else None
    return node.value if isinstance(node, Scalar) and not node.is_null else None


def mapping_expected(view: View, name: str) -> bool:
    """Return whether ``view`` is a mapping; anything but that and null is a problem of the document."""
    if isinstance(view.node, Mapping):
        return True
    if not is_null(view):
        _wrong(view, name, "a mapping")
    return False


def kubernetes_boolean(view: View, name: str) -> bool | Unknown | None:
    """Return a boolean as Kubernetes types it; None for null.

    The API server's YAML reader (sigs.k8s.io/yaml, a fork of go-yaml 2) takes the YAML 1.1 words when they are plain,
    and no string in quotes.
    """
    node = view.node
    if isinstance(node, Scalar):
        if node.is_null:
            return None
        if not node.style and node.tag not in _STRING_TAGS:
            if node.value in _TRUE:
                return True
            if node.value in _FALSE:
                return False
    return _wrong(view, name, "true or false")


def kubernetes_integer(view: View, name: str) -> int | Unknown | None:
    """Return an integer as Kubernetes types it (YAML 1.1: a leading 0 is octal); None for null."""
    node = view.node
    if isinstance(node, Scalar):
        if node.is_null:
            return None
        if not node.style and node.tag not in _STRING_TAGS:
            number = integer(node.value)
            if number is not None:
                return number
    return _wrong(view, name, "an integer")


def integer(written: str) -> int | None:
    """Return an integer that is written in a notation of YAML 1.1 or Go; None if it is none."""
    digits = written.replace("_", "")
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits.removeprefix("+"))
    if not digits or len(digits) > _LONGEST_INTEGER or not digits[0].isdigit():
        return None
    try:
        if digits.isdigit() and digits[0] == "0":
            return sign * int(digits, 8)
        return sign * int(digits, 0)
    except ValueError:
        return None


def _wrong(view: View, name: str, expected: str) -> Unknown:
    if isinstance(view.node, Alias):
        return unknown_alias(view) or Unknown(name)
    if "{{" in getattr(view.node, "value", ""):
        return Unknown("a template")
    view.problem(f"{name} takes {expected}, not {_shown(view.node)}")
    return Unknown(f"{name}, which is not {expected}")


def _shown(node: Node) -> str:
    if isinstance(node, Scalar) and not node.is_null and len(node.value) <= 40:
        return f"the string {node.value!r}" if node.style else f"{node.value!r}"
    return kind(node)
