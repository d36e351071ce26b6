"""Strings of a Compose file with their variables put in."""

from __future__ import annotations

from capslint.formats.compose.layering.interpolation import Expanded, expand
from capslint.formats.reading.scalars import text as plain_text
from capslint.formats.reading.view import View
from capslint.model import Unknown


def keep(view: View, name: str) -> Expanded | Unknown | None:
    """Return a string with the known variables put in; unknown ones stay as written. None for null."""
    written = plain_text(view, name)
    if not isinstance(written, str):
        return written
    expanded = expand(written, view.tree.variables)
    if expanded.error:
        view.problem(f"{name}: {expanded.error}")
    return expanded


def text(view: View, name: str) -> str | Unknown | None:
    """Return a string; unknown if it depends on a variable that is not known. None for null."""
    expanded = keep(view, name)
    if not isinstance(expanded, Expanded):
        return expanded
    return unknown_variable(expanded) or templated(expanded.text)


def unknown_variable(expanded: Expanded) -> Unknown | None:
    """Return the first variable that is not known as the reason; None if all are known."""
    return Unknown(f"the variable {expanded.unknown[0]}") if expanded.unknown else None


def templated(value: str) -> str | Unknown:
    """Return ``value``, unknown if it is a template's placeholder."""
    return Unknown("a template") if "{{" in value else value
