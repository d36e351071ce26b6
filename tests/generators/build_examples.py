"""Write ``report.txt`` and ``after/`` of each project in ``examples/`` anew.

Usage: python tests/generators/build_examples.py

They are what capslint makes of ``before/``. Read the difference before you commit it: it is what users will see.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def main() -> None:
    """Run capslint on every project."""
    for before in sorted(EXAMPLES.glob("*/before")):
        project = before.parent
        (project / "report.txt").write_bytes(run(project, "check", "before"))
        shutil.rmtree(project / "after", ignore_errors=True)
        shutil.copytree(before, project / "after")
        run(project, "fix", "after")


def run(folder: Path, *arguments: str) -> bytes:
    """Run capslint in ``folder``; return its standard output. Raises RuntimeError where it could not do its work."""
    command = [sys.executable, "-m", "capslint", *arguments]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=False)
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)} in {folder} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    main()
