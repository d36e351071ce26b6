"""The data of recognition: up to date, complete, and true to the catalogue."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path

import pytest

import capslint
from capslint.debuggers.catalogue import operations, tools
from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import ENVIRONMENT, MARKERS, PACKAGES, PROGRAMS
from tests.places import ROOT

MODULES = runpy.run_path(str(ROOT / "tests" / "generators" / "build_signs.py"))["MODULES"]
FOLDER = Path(capslint.__file__).parent / "debuggers" / "data"
NOTHING = {"none", "look"}


@pytest.mark.parametrize("name", MODULES)
def test_the_generated_modules_are_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == MODULES[name](FOLDER)


def test_a_reason_that_explains_no_grant_is_refused(tmp_path: Path) -> None:
    entry = """[[reason]]
name = "a need"
advice = "Do it."
source = "here"
images = ["x"]
explains = ["SYS_ADMIN", "ipc=hots"]
"""
    (tmp_path / "reasons.toml").write_text(entry)
    with pytest.raises(ValueError, match=r"'ipc=hots' is no grant; those that are known: privileged, .*SYS_PTRACE"):
        MODULES["reasons_data.py"](tmp_path)
    (tmp_path / "reasons.toml").write_text(entry.replace("ipc=hots", "pid=host"))
    assert "explains=('SYS_ADMIN', 'pid=host')" in MODULES["reasons_data.py"](tmp_path)


def test_every_program_tells_its_source() -> None:
    data = tomllib.loads((FOLDER / "signs.toml").read_text(encoding="utf-8"))
    assert [entry["names"] for entry in data["program"] if not entry.get("source")] == []
    assert {field for entry in data["program"] for field in entry} <= {
        *Program.__annotations__,
        "names",
        "source",
        "key",
    }


def named(program: Program) -> set[str]:
    pairs = (*program.options, *program.besides, *program.subcommands, *program.says)
    words = [*(right for _, right in pairs), *program.operands, program.other, program.second_number]
    return {word.rstrip("?") for text in words for word in text.split() if "." not in word} | {program.installed}


@pytest.mark.parametrize("name", [name for name, program in PROGRAMS.items() if program.tool])
def test_operations_are_in_the_catalogue(name: str) -> None:
    program = PROGRAMS[name]
    assert named(program) - NOTHING <= set(operations(program.tool))


def test_operations_of_other_tools_are_in_the_catalogue() -> None:
    words = {right for program in PROGRAMS.values() for _, right in (*program.subcommands, *program.says)}
    others = [word.split(".") for word in words if "." in word]
    assert others
    assert all(operation in operations(tool) for tool, operation in others)


def test_other_signs_are_in_the_catalogue() -> None:
    for _, tool, operation in (*MARKERS, *((name, *told) for name, told in ENVIRONMENT.items())):
        assert operation.rstrip("?") in operations(tool)
    assert all(PROGRAMS[key].installed in operations(PROGRAMS[key].tool) for key in PACKAGES.values())


def test_every_operation_of_the_catalogue_can_be_recognised() -> None:
    seen = {(program.tool, operation) for program in PROGRAMS.values() if program.tool for operation in named(program)}
    seen |= {(tool, operation.rstrip("?")) for _, tool, operation in MARKERS}
    assert {(tool, operation) for tool in tools() for operation in operations(tool)} - seen == set()
