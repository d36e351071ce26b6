"""Ask the Dev Containers CLI again for what it prints.

Usage: python tests/generators/build_devcontainer_results.py PATH_OF_THE_CLI
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.unit.formats.devcontainer.cli import CASES, DATA, printed_now


def main(program: str) -> None:
    """Write what it prints beside each case."""
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            result = printed_now(case, Path(folder), program)
        (DATA / case / "printed.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
