"""Make the pages of the site that tell what the code knows, and the parts of other pages that do.

Usage: python tests/generators/build_site_pages.py [--check]

With --check nothing is written; the exit code is 1 if a file is not what it would be, and its name is printed.
The pages of rules are made by build_rule_docs.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.generators import format_parts, setting_pages, symptom_table, tool_pages  # noqa: E402 as above
from tests.generators.made_files import others, with_part, write_or_compare  # noqa: E402


def main(arguments: list[str]) -> int:
    """Write what is made, or compare it; return the exit code."""
    pages = {**tool_pages.pages(), **setting_pages.pages()}
    gone = [path for folder in (tool_pages.FOLDER, setting_pages.FOLDER) for path in others(folder, pages)]
    return write_or_compare({**pages, **written_by_hand()}, gone, "--check" in arguments)


def written_by_hand() -> dict[Path, str]:
    """Return the pages that are written by hand, with the parts in them that are made."""
    shown = symptom_table.symptom_table(symptom_table.WELL_KNOWN)
    asked = symptom_table.asked()
    written = f"`SYS_PTRACE` is written {symptom_table.spellings('SYS_PTRACE')}."
    every = symptom_table.symptom_table(symptom_table.commands(), "tools/{}.md")
    parts = {
        "README.md": {"symptoms": f"{asked}\n\n{shown}\n{written}"},
        "docs/operation-not-permitted.md": {"symptoms": f"{asked}\n\n{every}\n{written}"},
        **format_parts.parts(),
    }
    return {ROOT / path: with_parts((ROOT / path).read_text(encoding="utf-8"), made) for path, made in parts.items()}


def with_parts(page: str, made: dict[str, str]) -> str:
    """Return ``page`` with every part in its place."""
    for name, part in made.items():
        page = with_part(page, name, part)
    return page


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
