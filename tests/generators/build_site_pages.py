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

from tests.generators import symptom_table  # noqa: E402 the checkout comes into sys.path above
from tests.generators.made_files import with_part, write_or_compare  # noqa: E402


def main(arguments: list[str]) -> int:
    """Write what is made, or compare it; return the exit code."""
    wanted = parts()
    return write_or_compare(wanted, [], "--check" in arguments)


def parts() -> dict[Path, str]:
    """Return the pages that are written by hand, with the parts in them that are made."""
    readme = ROOT / "README.md"
    shown = symptom_table.symptom_table(symptom_table.WELL_KNOWN)
    written = f"{symptom_table.asked()}\n\n{shown}\n`SYS_PTRACE` is written {symptom_table.spellings('SYS_PTRACE')}."
    return {readme: with_part(readme.read_text(encoding="utf-8"), "symptoms", written)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
