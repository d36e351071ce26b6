"""The private virtual environment in ``.venv`` of the checkout: made, filled and kept up to date with pip.

Standard library only: this runs before anything is installed. Where pip finds its packages is pip's own business.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import venv
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
COMMANDS = FOLDER / "bin"
PYTHON = str(COMMANDS / "python")
_STAMP = FOLDER / "capslint-stamp"


class _Stamp(NamedTuple):
    """What was put into the environment, and where it was made: the commands in it name its folder."""

    folder: str
    content: str
    extras: tuple[str, ...]


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def prepare(*extras: str) -> Path:
    """Install capslint from this checkout, with ``extras``, and return the folder of its commands.

    An environment that is up to date is left as it is. Raises SetupError.
    """
    stamp = _read_stamp()
    if not _works(stamp):
        _create(stamp)
        stamp = None
    wanted = tuple(sorted({*extras, *(stamp.extras if stamp else ())}))
    now = _Stamp(str(FOLDER), _digest(), wanted)
    if stamp != now:
        _install(wanted)
        _STAMP.write_text("\n".join([now.folder, now.content, *now.extras]), encoding="utf-8")
    return COMMANDS


def environment(**more: str) -> dict[str, str]:
    """Return the variables for a command inside it: its commands come first in PATH, and no other Python leaks in.

    What is compiled is kept: without that every process of the tests compiles pytest's plug-ins anew, for seconds.
    """
    others = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    values = {name: value for name, value in os.environ.items() if name not in others}
    values["VIRTUAL_ENV"] = str(FOLDER)
    values["PATH"] = os.pathsep.join([str(COMMANDS), os.environ.get("PATH", os.defpath)])
    return values | more


def _read_stamp() -> _Stamp | None:
    try:
        folder, content, *extras = _STAMP.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return None
    return _Stamp(folder, content, tuple(extras))


def _works(stamp: _Stamp | None) -> bool:
    if stamp and stamp.folder != str(FOLDER):
        return False
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _create(stamp: _Stamp | None) -> None:
    if FOLDER.exists() and not stamp and any(FOLDER.iterdir()):
        raise SetupError(f"{FOLDER} exists, but is no virtual environment with Python 3.11 or later and pip: remove it")
    print(f"making a virtual environment in {FOLDER}", flush=True)
    try:
        import ensurepip  # noqa: F401 Debian and Ubuntu keep it in a package of its own
    except ImportError:
        raise SetupError(
            "this Python cannot put pip into a virtual environment (it has no ensurepip).\n"
            "On Debian and Ubuntu: apt-get install python3-venv"
        ) from None
    try:
        venv.create(FOLDER, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(f"cannot make a virtual environment in {FOLDER}: {error}") from error


def _install(extras: tuple[str, ...]) -> None:
    what = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    print(f"installing capslint{' and its tools' if extras else ''} into it (a minute at most, once)", flush=True)
    options = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([PYTHON, "-m", "pip", "install", *options, what], check=False, cwd=ROOT)
    if done.returncode:
        raise SetupError("pip could not install capslint (its own message stands above)")


def _digest() -> str:
    """Hash everything that goes into the wheel."""
    paths = [ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "LICENSE"]
    for folder in ("capslint", "rules/capslint_rules"):
        paths += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
