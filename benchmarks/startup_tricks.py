"""What each start-up trick gains: ``capslint check`` of a small file with all of them, and with each one taken out.

The package is copied once for each trick, and in the copy the plain way of doing the same stands in its place. So the
program that is measured has no switches, and a trick that was changed stops the measurement: its text is not found.
"""

from __future__ import annotations

import ast
import compileall
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import capslint
import capslint_rules
from cold_start import SMALL
from rounds import interleaved

ROUNDS = 41
CLEAN = "services:\n  db:\n    image: postgres:17\n    read_only: true\n"
ALL = "all tricks"
RULES = "../capslint_rules/__init__.py"
START = "import sys\n\nfrom capslint.cli import main\n\nif __name__ == '__main__':\n    sys.exit(main())\n"

NAMED_TUPLES = """
from typing import NamedTuple

__all__ = ["NamedTuple"]
"""
ENTRY_POINTS = """
import sys
from importlib.metadata import EntryPoint, distributions
from typing import NamedTuple


class EntryPoint(NamedTuple):
    name: str
    value: str
    origin: str


def entry_points(group, search_path=None):
    return tuple(
        EntryPoint(point.name, point.value, distribution.name)
        for distribution in distributions(path=sys.path if search_path is None else search_path)
        for point in distribution.entry_points
        if point.group == group
    )
"""
TOML = """
import tomllib
from pathlib import Path
tomllib.loads(Path(__file__).with_name("{name}.toml").read_text(encoding="utf-8"))
"""


class Trick(NamedTuple):
    """A trick, and how it is taken out of a copy of the package."""

    name: str
    take_out: Callable[[Path], None]


def whole(file: str, text: str) -> Callable[[Path], None]:
    """Return what puts ``text`` in the place of the file."""

    def take_out(package: Path) -> None:
        path = package / file
        path.read_bytes()  # it has to be there
        path.write_text(text, encoding="utf-8")

    return take_out


def parts(file: str, *changes: tuple[str, str]) -> Callable[[Path], None]:
    """Return what replaces a part of the file for each of ``changes``; each part is there once."""

    def take_out(package: Path) -> None:
        path = package / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            if text.count(old) != 1:
                raise ValueError(f"{old!r} is not there once in {file}: measure what stands there now")
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    return take_out


def read_toml(package: Path) -> None:
    """Read the TOML as well. That it would have to be turned into records is left out."""
    for module in sorted((package / "debuggers" / "data").glob("*_data.py")):
        text = module.read_text(encoding="utf-8")
        names = re.findall(r"(\w+)\.toml", text.partition("\n")[0])  # its first line says what it was made from
        if not names:
            raise ValueError(f"{module.name} does not say what it was made from: measure what is read now")
        module.write_text(text + "".join(TOML.format(name=name) for name in names), encoding="utf-8")


def import_first(package: Path) -> None:
    """Import at the start those modules of ours that functions import when they are called; those of cli need click."""
    modules = sorted({module for path in package.rglob("*.py") for module in in_functions(path)})
    path = package / "cli" / "quick.py"
    text = path.read_text(encoding="utf-8") + "".join(f"import {module}\n" for module in modules)
    path.write_text(text, encoding="utf-8")


def in_functions(path: Path) -> Iterator[str]:
    """Return the names of the engine's own modules that functions of the file import."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                module = node.module if isinstance(node, ast.ImportFrom) else None
                if module and module.startswith("capslint.") and not module.startswith("capslint.cli"):
                    yield module


TRICKS = (
    Trick("named tuples that compile nothing", whole("startup/records.py", NAMED_TUPLES)),
    Trick("entry points without importlib.metadata", whole("startup/entry_points.py", ENTRY_POINTS)),
    Trick("paths read without click", parts("cli/__init__.py", ("= plain_check(arguments)", "= None"))),
    Trick("rules imported when they are asked", parts(RULES, ("if module in METAS else", "if False else"))),
    Trick("no search for cycles", parts("cli/__init__.py", ("gc.disable()", "pass"))),
    Trick("an end without taking apart", parts("cli/__init__.py", ("os._exit(status)", "return"))),
    Trick("imports in functions", import_first),
    Trick("data as Python, not TOML (reading alone)", read_toml),
)


def copies(folder: Path) -> dict[str, Path]:
    """Make a copy with all tricks and one without each, and return the programs that start them."""
    programs = {}
    for number, trick in enumerate((Trick(ALL, lambda package: None), *TRICKS)):
        copy = folder / str(number)
        for package in (capslint, capslint_rules):
            source = Path(package.__path__[0])
            shutil.copytree(source, copy / source.name, ignore=shutil.ignore_patterns("__pycache__", "examples"))
        trick.take_out(copy / "capslint")
        programs[trick.name] = copy / "start.py"
        programs[trick.name].write_text(START, encoding="utf-8")
    return programs


def main() -> None:
    """Print for each trick how many milliseconds of processor time it saves, for two files."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as temporary:
        programs = copies(Path(temporary))
        compileall.compile_dir(temporary, quiet=1)
        print(f"What each start-up trick saves, in ms of processor time, least of {rounds} rounds")
        for kind, text in (("one finding", SMALL), ("clean", CLEAN)):
            file = Path(temporary, "compose.yaml")
            file.write_text(text, encoding="utf-8")
            commands = {name: [sys.executable, str(program), "check", str(file)] for name, program in programs.items()}
            timings = interleaved(commands, rounds)
            whole_check = timings.pop(ALL)
            print(f"\n  {kind:<44} {whole_check.least * 1000:6.1f}   (median {whole_check.cpu * 1000:.1f})")
            for name, timing in timings.items():
                least, middle = timing.least - whole_check.least, timing.cpu - whole_check.cpu
                print(f"    {name:<42} {least * 1000:6.1f}   (of medians {middle * 1000:.1f})")


if __name__ == "__main__":
    main()
