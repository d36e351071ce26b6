"""Values as lines in block style, relative to the column at which they will stand."""

from __future__ import annotations

from capslint.cst.changes import Value
from capslint.cst.editing.file_style import FileStyle
from capslint.cst.editing.refused import RefusedError
from capslint.cst.editing.spelling import flow, is_flat, key_text, scalar
from capslint.startup.records import NamedTuple


class Verbatim(NamedTuple):
    """An entry's value as it stands in the file, for a move: the lines above the key, and what follows the key.

    ``inline`` is the value alone, where it is written on one line without a comment; None elsewhere.
    """

    above: tuple[str, ...]
    first: str
    rest: tuple[str, ...]
    inline: str | None


Content = Value | Verbatim | dict[str, "Content"]


def entry_lines(key: str, value: Content, style: FileStyle, quote: str = "") -> list[str]:
    """Write ``key: value`` as lines, the key in column 0."""
    name = key_text(key, quote)
    if isinstance(value, Verbatim):
        return [*value.above, name + value.first, *value.rest]
    if is_flat(value) or _is_flow_list(value, style):
        return [f"{name}: {flow(value)}"]
    return [f"{name}:", *child_lines(value, style)]


def child_lines(value: Content, style: FileStyle) -> list[str]:
    """Write a collection that stands below its key, relative to the key's column."""
    if isinstance(value, list):
        return [" " * style.offset + line for item in value for line in item_lines(item, style)]
    if isinstance(value, dict):
        lines = [line for key, inner in value.items() for line in entry_lines(key, inner, style)]
        return [" " * style.step + line if line else line for line in lines]
    raise RefusedError("only a list or a mapping stands below its key")


def item_lines(value: Value, style: FileStyle, quote: str = "", gap: str = " ") -> list[str]:
    """Write ``- value`` as lines, the dash in column 0; ``gap`` stands between the dash and the value."""
    if isinstance(value, dict) and value:
        lines = [line for key, inner in value.items() for line in entry_lines(key, inner, style)]
        return ["-" + gap + lines[0], *(" " * (1 + len(gap)) + line for line in lines[1:])]
    return ["-" + gap + (flow(value) if isinstance(value, (list, dict)) else scalar(value, quote))]


def stands_below(value: Content, style: FileStyle) -> bool:
    """Return whether ``value`` is written below its key."""
    return not isinstance(value, Verbatim) and not is_flat(value) and not _is_flow_list(value, style)


def flow_content(value: Content, quote: str = "") -> str:
    """Write ``value`` in flow style. Raises RefusedError for a moved value that takes several lines."""
    if isinstance(value, Verbatim):
        if not value.inline:
            raise RefusedError("a value of several lines, or none, cannot move into brackets")
        return value.inline
    if isinstance(value, dict) and value:
        entries = (f"{key_text(key, quote)}: {flow_content(inner, quote)}" for key, inner in value.items())
        return "{" + ", ".join(entries) + "}"
    return flow(value, quote)


def _is_flow_list(value: Content, style: FileStyle) -> bool:
    return style.flow_lists and isinstance(value, list) and all(is_flat(item) for item in value)
