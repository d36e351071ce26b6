"""Check the whole project with one command: ``python3 tests/run.py`` from anywhere. Needs Python 3.11 and git.

It sets up ``.venv``, runs the linters and type checks over the checkout, installs the wheel in ``.venv/wheel``, and
runs the tests against it in a copy of the checkout that has no sources, so that what is tested is what people install.

With arguments only the tests run, and pytest gets the arguments: ``python3 tests/run.py tests/unit/cst -k flow``.
With ``--coverage`` it also tells which lines no test ran; that takes twice the time.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 says it to the person whose Python is older, instead of a syntax error
    sys.exit(f"capslint needs Python 3.11 or later, and this is {sys.version.split()[0]}")

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import private_venv  # noqa: E402 the checkout comes into sys.path above

LOOKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "--strict"),
    ("lint-imports",),
)
COVERAGE = "--coverage"
PROCESSORS = os.cpu_count() or 1
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist")


def main(arguments: list[str]) -> int:
    """Do it all; return the exit code: 0 when everything passed."""
    try:
        private_venv.prepare("test")
        python = private_venv.prepare_wheel()
    except private_venv.SetupError as error:
        print(error, file=sys.stderr)
        return 2
    chosen = [inside(argument) for argument in arguments if argument != COVERAGE]
    measured = ["--cov", "--cov-report", "term-missing:skip-covered"] if COVERAGE in arguments else []
    failed = [] if chosen else [look for look in LOOKS if not passes(look)]
    if failed:
        print("The tests did not run: mend what stands above first.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="capslint tests ") as folder:
        copy = Path(folder, "checkout")
        copy_without_sources(copy)
        return run_pytest(python, copy, [*measured, *chosen])


def passes(command: tuple[str, ...]) -> bool:
    """Run one look over the checkout; show what it says only when it finds something."""
    started = time.monotonic()
    program = str(private_venv.COMMANDS / command[0])
    done = subprocess.run(
        [program, *command[1:]],
        cwd=ROOT,
        env=private_venv.environment(MYPY_NUM_WORKERS=str(PROCESSORS)),  # older ones have one worker
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    word = "FAILED" if done.returncode else "ok    "
    print(f"{word} {' '.join(command)} ({time.monotonic() - started:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout, end="", flush=True)
    return done.returncode == 0


def copy_without_sources(target: Path) -> None:
    """Copy the checkout to ``target`` without the two packages: only the installed ones can be imported there."""
    shutil.copytree(ROOT, target, ignore=LEFT_OUT, symlinks=True)
    shutil.rmtree(target / "capslint")
    shutil.rmtree(target / "rules" / "capslint_rules")


def inside(argument: str) -> str:
    """Name a path below the checkout as it is named from its top, so that it means the same in the copy."""
    path, colons, test = argument.partition("::")
    place = Path.cwd() / path
    if argument.startswith("-") or not place.exists() or not place.is_relative_to(ROOT):
        return argument
    return f"{place.relative_to(ROOT)}{colons}{test}"


def run_pytest(python: str, folder: Path, arguments: list[str]) -> int:
    """Run the tests in ``folder``; the checkout is there for those that build it (``CAPSLINT_SOURCES``)."""
    command = [python, "-m", "pytest", "-n", str(PROCESSORS), "--dist", "loadgroup"]
    command += ["-o", f"cache_dir={ROOT / '.pytest_cache'}"]
    environment = private_venv.environment(Path(python).parent, CAPSLINT_SOURCES=str(ROOT))
    print("pytest, against the installed wheel", flush=True)
    return subprocess.run([*command, *arguments], cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
