"""Write files that are made, or tell which of them are not what they would be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def write_or_compare(wanted: Mapping[Path, str], gone: Iterable[Path], compare: bool) -> int:
    """Write the texts ``wanted`` and remove the files ``gone``; return the exit code.

    With ``compare`` nothing is written, each file that would change is named, and the code is 1 if there is one.
    """
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_bytes().decode() != text]
    if compare:
        changed = sorted(str(path.relative_to(ROOT)) for path in [*stale, *gone])
        print(*(f"{name} is not up to date" for name in changed), sep="\n")
        return 1 if changed else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path].encode())
    for path in gone:
        path.unlink()
    return 0


def others(folder: Path, wanted: Mapping[Path, str]) -> list[Path]:
    """Return the pages in ``folder`` that are not ``wanted``."""
    return sorted(path for path in folder.glob("*.md") if path not in wanted)


def with_part(page: str, name: str, part: str) -> str:
    """Return ``page`` with ``part`` between the comments that say where ``name`` stands; raises ValueError without."""
    start, end = f"<!-- {name}: made by tests/generators/build_site_pages.py -->", f"<!-- end of {name} -->"
    found = re.search(f"{re.escape(start)}.*?{re.escape(end)}", page, re.DOTALL)
    if found is None:
        raise ValueError(f"there is no place for {name}")
    return f"{page[: found.start()]}{start}\n{part.strip()}\n{end}{page[found.end() :]}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
