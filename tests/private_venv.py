"""The private virtual environments of the checkout: made, filled and kept up to date with pip.

``.venv`` is for people: capslint is installed editable there, so that its commands run what lies in the checkout, a
rule that was written a moment ago too. ``.venv/wheel`` is for the tests: it holds the built wheel and borrows all else.

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
WHEEL = FOLDER / "wheel"
_STAMP = FOLDER / "capslint-stamp"
_WHEEL_STAMP = WHEEL / "capslint-stamp"
_PIP = (PYTHON, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check", "--no-input")


class _Stamp(NamedTuple):
    """What was put into the environment, and where it was made: the commands in it name its folder."""

    folder: str
    content: str
    extras: tuple[str, ...]


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def prepare(*extras: str) -> Path:
    """Install capslint editable from this checkout, with ``extras``, and return the folder of its commands.

    An environment that is up to date is left as it is. Raises SetupError.
    """
    stamp = _read_stamp()
    if not _works(stamp):
        _create(stamp)
        stamp = None
    wanted = tuple(sorted({*extras, *(stamp.extras if stamp else ())}))
    now = _Stamp(str(FOLDER), "editable " + _digest([ROOT / "pyproject.toml"]), wanted)
    if stamp != now:
        _install(wanted)
        _STAMP.write_text("\n".join([now.folder, now.content, *now.extras]), encoding="utf-8")
    return COMMANDS


def prepare_wheel() -> str:
    """Install the wheel of this checkout beside what ``prepare`` has installed; return the Python that sees it.

    Raises SetupError.
    """
    python = str(WHEEL / "bin" / "python")
    now = _digest(_packaged())
    if not _WHEEL_STAMP.exists() or _WHEEL_STAMP.read_text(encoding="utf-8") != now:
        print("building the wheel and installing it for the tests", flush=True)
        _run((PYTHON, "-m", "venv", "--without-pip", "--clear", str(WHEEL)))
        (borrowed,) = FOLDER.glob("lib/python*/site-packages")
        # The wheel comes first in the path, and so hides the checkout.
        line = f"import site; site.addsitedir({str(borrowed)!r})\n"
        (WHEEL / borrowed.relative_to(FOLDER) / "borrowed.pth").write_text(line, encoding="utf-8")
        _run((*_PIP, "--python", python, "install", "--no-deps", str(ROOT)))
        _WHEEL_STAMP.write_text(now, encoding="utf-8")
    return python


def environment(*first: Path, **more: str) -> dict[str, str]:
    """Return the variables for a command inside it: its commands come first in PATH, and no other Python leaks in.

    Those in the folders ``first`` come before them. What is compiled is kept: without that every process of the tests
    compiles pytest's plug-ins anew, for seconds.
    """
    others = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    values = {name: value for name, value in os.environ.items() if name not in others}
    values["VIRTUAL_ENV"] = str(FOLDER)
    values["PATH"] = os.pathsep.join([*map(str, first), str(COMMANDS), os.environ.get("PATH", os.defpath)])
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
    _run((*_PIP, "install", "--editable", what))


def _run(command: tuple[str, ...]) -> None:
    if subprocess.run(command, check=False, cwd=ROOT).returncode:
        raise SetupError("capslint could not be installed (what went wrong stands above)")


def _packaged() -> list[Path]:
    """Return everything that goes into the wheel."""
    paths = [ROOT / name for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE")]
    paths.append(ROOT / "docs/man/capslint.1")
    for folder in ("capslint", "rules/capslint_rules"):
        paths += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return paths


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
