"""Where things lie while the tests run.

``tests/run.py`` runs them in a copy of the checkout without the two packages, so that only the installed wheel can be
imported. What a test needs to read of the packages, it finds beside ``capslint.__file__``.
"""

from __future__ import annotations

import os
from pathlib import Path

#: The folder of tests, docs, examples and README that belongs to this run.
ROOT = Path(__file__).resolve().parent.parent

#: The checkout with the sources, for the few tests that build or lint them.
SOURCES = Path(os.environ.get("CAPSLINT_SOURCES", ROOT))

#: The folders of the built-in rules with their examples, which no wheel holds.
RULE_FOLDERS = SOURCES / "rules" / "capslint_rules"
