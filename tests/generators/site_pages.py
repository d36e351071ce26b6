"""All that is made for the site, by path: whole pages, and the pages that people write with the parts that are made."""

from __future__ import annotations

from pathlib import Path

from tests.generators import format_parts, gate_drawing, host_pages, setting_pages, symptom_table, tool_pages
from tests.generators.made_files import ROOT, others, with_part


def made() -> dict[Path, str]:
    """Return the text of everything that is made."""
    return {**_pages(), **gate_drawing.made(), **written_by_hand()}


def gone() -> list[Path]:
    """Return the pages of something that is there no longer."""
    folders = (tool_pages.FOLDER, setting_pages.FOLDER, host_pages.FOLDER)
    return [path for folder in folders for path in others(folder, _pages())]


def _pages() -> dict[Path, str]:
    return {**tool_pages.pages(), **setting_pages.pages(), **host_pages.pages()}


def written_by_hand() -> dict[Path, str]:
    """Return the pages that are written by hand, with the parts in them that are made."""
    shown = symptom_table.symptom_table(symptom_table.WELL_KNOWN)
    asked = symptom_table.asked()
    written = f"`SYS_PTRACE` is written {symptom_table.spellings('SYS_PTRACE')}."
    every = symptom_table.symptom_table(symptom_table.commands(), "tools/{}.md")
    parts = {
        "README.md": {"symptoms": f"{asked}\n\n{shown}\n{written}"},
        "docs/operation-not-permitted.md": {"symptoms": f"{asked}\n\n{every}\n{written}"},
        "docs/permission-model.md": {"gates": gate_drawing.gate_table()},
        **format_parts.parts(),
    }
    return {ROOT / path: with_parts((ROOT / path).read_text(encoding="utf-8"), made) for path, made in parts.items()}


def with_parts(page: str, made: dict[str, str]) -> str:
    """Return ``page`` with every part in its place."""
    for name, part in made.items():
        page = with_part(page, name, part)
    return page
