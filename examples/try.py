"""See capslint at work with one command: ``python3 examples/try.py`` from anywhere. Needs Python 3.11 and git.

It installs capslint into ``.venv`` of this checkout, then checks each project in ``examples/`` as it was (``before``),
shows the fixes as a diff without writing anything, and checks it as it should be (``after``).
It exits with 0 when capslint behaved as it should: findings before, none after.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 says it to the person whose Python is older, instead of a syntax error
    sys.exit(f"capslint needs Python 3.11 or later, and this is {sys.version.split()[0]}")

import shlex
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import private_venv  # noqa: E402 the checkout comes into sys.path above


def main() -> int:
    """Set up and show; give the exit code."""
    try:
        commands = private_venv.prepare()
    except private_venv.SetupError as error:
        print(error, file=sys.stderr)
        return 2
    projects = sorted(folder.parent for folder in (ROOT / "examples").glob("*/before"))
    surprises = 0
    for project in projects:
        before, after = (f"examples/{project.name}/{side}" for side in ("before", "after"))
        surprises += run(["check", before], expected=1)
        surprises += run(["fix", "--diff", before], expected=1)
        surprises += run(["check", after], expected=0)
    if surprises or not projects:
        print(f"\n{surprises} of {3 * len(projects)} runs did not end as they should.", file=sys.stderr)
        return 1
    print("\nThe findings above are what the examples are for: capslint works. Run it on files of your own:")
    print(f"  {shlex.quote(str(commands / 'capslint'))} check PATH")
    return 0


def run(arguments: list[str], expected: int) -> bool:
    """Run capslint in the checkout, its output on ours; say whether its exit code was a surprise."""
    print(f"\n$ capslint {' '.join(arguments)}", flush=True)
    command = [str(private_venv.COMMANDS / "capslint"), *arguments]
    code = subprocess.run(command, cwd=ROOT, env=private_venv.environment(), check=False).returncode
    if code != expected:
        print(f"exit code {code} instead of {expected}", file=sys.stderr)
    return code != expected


if __name__ == "__main__":
    sys.exit(main())
