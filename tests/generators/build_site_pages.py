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

from tests.generators.made_files import write_or_compare  # noqa: E402 the checkout comes into sys.path above
from tests.generators.site_pages import gone, made  # noqa: E402 as above


def main(arguments: list[str]) -> int:
    """Write what is made, or compare it; return the exit code."""
    return write_or_compare(made(), gone(), "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
