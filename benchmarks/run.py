"""Measure capslint with one command: ``python3 benchmarks/run.py [FOLDER]``.

FOLDER holds real Compose files and manifests; without it the variable CAPSLINT_CORPUS names one, and without that
generated files are used. All figures are medians of interleaved rounds: on a busy machine the ratios still hold.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 says it to the person whose Python is older, instead of a syntax error
    sys.exit(f"capslint needs Python 3.11 or later, and this is {sys.version.split()[0]}")

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import private_venv  # noqa: E402 the checkout comes into sys.path above


def main() -> int:
    """Set up, measure, print; return the exit code."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CAPSLINT_CORPUS", "")
    if folder and not Path(folder).is_dir():
        print(f"{folder} is not a folder", file=sys.stderr)
        return 2
    try:
        private_venv.prepare("test")
    except private_venv.SetupError as error:
        print(error, file=sys.stderr)
        return 2
    environment = private_venv.environment()
    for part in (
        ["cold_start.py"],
        ["startup_tricks.py"],
        ["throughput.py", *([os.path.abspath(folder)] if folder else [])],
        ["other_files.py"],
    ):
        command = [private_venv.PYTHON, str(ROOT / "benchmarks" / part[0]), *part[1:]]
        code = subprocess.run(command, env=environment, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
