"""Make the JSON Schema of settings files: in the package, for who validates them, and in docs/, for editors.

Usage: python tests/generators/build_settings_schema.py [--check]

With --check nothing is written; the exit code is 1 if a file is not what it would be, and its name is printed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import capslint_rules
from capslint.config.policy import known_names
from capslint.config.settings_schema import SCHEMA_FILE, settings_schema

ROOT = Path(__file__).resolve().parents[2]
PLACES = (ROOT / "capslint" / "config" / SCHEMA_FILE, ROOT / "docs" / SCHEMA_FILE)


def text() -> str:
    """Return the schema as it is written."""
    return json.dumps(settings_schema(known_names(capslint_rules.RULES)), indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema, or compare it; return the exit code."""
    stale = [path for path in PLACES if not path.exists() or path.read_text(encoding="utf-8") != text()]
    if "--check" in arguments:
        print(*(f"{path.relative_to(ROOT)} is not up to date" for path in stale), sep="\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
