"""Examples that follow from others: the same mistake with CRLF line ends, without a final newline, or with comments.

``block.crlf.compose.yaml`` is derived from ``block.compose.yaml``: its name says from what and how, and the harness
holds it to that. So whoever changes the one has the others written anew by ``--update``, and nobody edits them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

import yaml

from capslint.testing.examples import Example, read_text
from capslint.testing.layouts import Layout


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _no_final_newline(text: str) -> str:
    return text.rstrip("\r\n")


def _with_comments(text: str) -> str:
    """Return ``text`` with a comment above every line; where that would change a value, only around the whole."""
    lines = text.splitlines(keepends=True)
    between = (f"{_indent(line)}# above line {number}\n{line}" for number, line in enumerate(lines, 1))
    inside = "".join([*between, "# at the end\n"])
    return inside if _plain(inside) == _plain(text) else f"# at the top\n{text}# at the end\n"


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _plain(text: str) -> object:
    try:
        return list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return None


_WAYS: dict[str, tuple[Layout, Callable[[str], str]]] = {
    "crlf": (Layout.CRLF, _crlf),
    "no-final-newline": (Layout.NO_FINAL_NEWLINE, _no_final_newline),
    "with-comments": (Layout.COMMENTS, _with_comments),
}


def origin_of(example: Example) -> Example | None:
    """Return the example that this one is derived from, None if its name does not say that it is derived."""
    if not example.is_yaml:
        return None
    head, way, tail = _split(example)
    return example._replace(name=head + tail) if way in _WAYS else None


def derived_text(example: Example) -> str | None:
    """Return the text that a derived example must have, None if its origin is not there."""
    origin = origin_of(example)
    text = read_text(origin.path) if origin else None
    return None if text is None else _WAYS[_split(example)[1]][1](text)


def variants(example: Example, layouts: Iterable[Layout]) -> Iterator[Example]:
    """Return the examples, still to be written, that show ``example`` in those of ``layouts`` that can be derived."""
    head, _, tail = _split(example)
    for way, (layout, _) in _WAYS.items():
        if layout in layouts:
            yield example._replace(name=f"{head}.{way}{tail}")


def _split(example: Example) -> tuple[str, str, str]:
    """Return the name up to its first point, what comes before the format's part, and that part with its point."""
    folder, name = os.path.split(example.name)
    stem, *way, format_part, ending = name.split(".")
    return f"{folder}/{stem}", ".".join(way), f".{format_part}.{ending}"
