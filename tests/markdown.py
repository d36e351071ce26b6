"""Read our own Markdown: fenced blocks, tables, links and the code words between backticks."""

from __future__ import annotations

import re
from typing import NamedTuple


class Block(NamedTuple):
    """A fenced block: ``language`` after the fence (a title may follow it), its text, and the line it starts in."""

    language: str
    text: str
    line: int


class Row(NamedTuple):
    """A table row below ``heading``: its cells by column title, without backticks."""

    heading: str
    cells: dict[str, str]
    line: int


def blocks(text: str, language: str | None = None) -> list[Block]:
    """Return the fenced blocks of ``language``, or all of them."""
    found = re.finditer(r"^```(\S*)(?: [^\n`]*)?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    all_blocks = [Block(match[1], match[2], text.count("\n", 0, match.start()) + 1) for match in found]
    return [block for block in all_blocks if language in (None, block.language)]


def files(text: str) -> list[tuple[str, str]]:
    """Return the files that a page shows: blocks with a path as their title."""
    return re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL)


def session(text: str) -> list[tuple[str, str]]:
    """Return the commands behind ``$`` in a block of the language console, each with what the page says it prints."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [(command, output.strip("\n")) for command, _, output in (part.partition("\n") for part in parts)]


def matches(expected: str, actual: str) -> bool:
    """Return whether ``actual`` is what a page says, where a line of three points stands for any lines."""
    parts = re.split(r"(^\.\.\.$)", expected, flags=re.MULTILINE)
    pattern = "".join(".*?" if part == "..." else re.escape(part) for part in parts)
    return re.fullmatch(pattern, actual, re.DOTALL) is not None


def rows(text: str) -> list[Row]:
    """Return the rows of all tables, in order."""
    result, heading, titles = [], "", None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            titles = None
            continue
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if titles is None:
            titles = cells
        elif not set(line) <= set("|-: "):
            result.append(Row(heading, dict(zip(titles, cells, strict=True)), number))
    return result


def links(text: str) -> list[str]:
    """Return the targets of all links that stay inside the project, without their fragment."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r"^\[[^\]]+\]: (\S+)$", text, re.MULTILINE)
    return [target for target in targets if "://" not in target]


def code_words(text: str) -> list[str]:
    """Return what stands between backticks in running text."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose)
