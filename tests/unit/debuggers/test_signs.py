"""The data of recognition: up to date, complete, and true to the catalogue."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import capslint
from capslint.debuggers.catalogue import operations, tools
from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import GRANTED, MARKERS, PROGRAMS
from tests.places import ROOT

MODULES = runpy.run_path(str(ROOT / "tests" / "generators" / "build_signs.py"))["MODULES"]
FOLDER = Path(capslint.__file__).parent / "debuggers" / "data"


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
    with pytest.raises(ValueError, match=r"'ipc=hots' is not a known permission; these are: privileged, .*SYS_PTRACE"):
        MODULES["reasons_data.py"](tmp_path)
    (tmp_path / "reasons.toml").write_text(entry.replace("ipc=hots", "pid=host"))
    assert "explains=('SYS_ADMIN', 'pid=host')" in MODULES["reasons_data.py"](tmp_path)
    (tmp_path / "reasons.toml").write_text(entry.replace("images", "image"))
    with pytest.raises(ValueError, match="a need: no source, or no sign"):
        MODULES["reasons_data.py"](tmp_path)
    (tmp_path / "reasons.toml").write_text(entry.replace("ipc=hots", "pid=host") + 'mount = ["/x"]\n')
    with pytest.raises(ValueError, match=r"a need: unknown fields \['mount'\]"):
        MODULES["reasons_data.py"](tmp_path)


def named(program: Program) -> set[str]:
    pairs = (*program.options, *program.besides, *program.subcommands, *program.says, *program.files)
    words = [*(right for _, right in pairs), *program.operands, program.other, program.second_number]
    return {word.rstrip("?") for text in words for word in text.split() if "." not in word} | {program.installed}


TOOL = """
[[tool]]
name = "sonar"
operations.ping = { needs = [], source = "sonar(1)" }
operations.listen = { needs = [], source = "sonar(1)" }
examples = ["sonar -p: ping", "sonar --version: none"]
[[tool.program]]
names = ["sonar"]
source = "sonar(1)"
"""
WRAPPER = '[[program]]\nnames = ["with-sonar"]\nsource = "with-sonar(1)"\n'
MANAGERS = '[managers]\npip = ["install"]\n'


def built(folder: Path, tool: str = TOOL, wrapper: str = WRAPPER) -> str:
    (folder / "catalogue.toml").write_text(tool, encoding="utf-8")
    (folder / "wrappers.toml").write_text(wrapper + MANAGERS, encoding="utf-8")
    return str(MODULES["signs_data.py"](folder))


WORDS = """
options = ["-p: ping", "-l: ping listen?", "-x: none"]
besides = ["-a: listen"]
subcommands = ["ping: look", "all: sonar.listen"]
says = ["now: ping?"]
operands = ["none", "ping listen?"]
other = "look"
second_number = "ping"
installed = "ping"
"""


def test_every_word_for_an_operation_of_the_tool_is_taken(tmp_path: Path) -> None:
    assert "_SONAR = Program(tool='sonar', options=(('-p', 'ping')," in built(tmp_path, TOOL + WORDS)


@pytest.mark.parametrize("line", WORDS.strip().splitlines(), ids=lambda line: line.partition(" ")[0])
def test_another_word_is_refused_where_the_module_is_made(line: str, tmp_path: Path) -> None:
    field = line.partition(" ")[0]
    wrong = re.sub(r"ping|look", "launch", line) if ":" not in line else re.sub(r": [a-z. ]+", ": launch", line)
    with pytest.raises(ValueError, match=f"sonar: {field}: 'launch.?' is no operation of sonar; it has listen, ping"):
        built(tmp_path, TOOL + wrong)
    operation = line.replace("look", "ping").replace("sonar.", "")
    with pytest.raises(ValueError, match=f"with-sonar: {field}: '.*' is no operation of a wrapper"):
        built(tmp_path, wrapper=WRAPPER + operation + "\n")


@pytest.mark.parametrize("sign", ['markers = { "-sonar" = "launch" }', 'environment = { SONAR = "launch?" }'])
def test_signs_of_an_operation_that_is_not_there_are_refused(sign: str, tmp_path: Path) -> None:
    assert built(tmp_path, TOOL.replace("operations.listen", sign.replace("launch", "ping") + "\noperations.listen"))
    with pytest.raises(ValueError, match="is no operation of sonar"):
        built(tmp_path, TOOL.replace("operations.listen", sign + "\noperations.listen"))


def test_another_tool_s_operation_must_be_there_too(tmp_path: Path) -> None:
    for word in ("radar.ping", "sonar.launch"):
        with pytest.raises(ValueError, match=f"'{word}' is no operation of"):
            built(tmp_path, TOOL + f'subcommands = ["all: {word}"]\n')


@pytest.mark.parametrize(
    ("wrapper", "message"),
    [
        (WRAPPER + "runs_form = 0\n", r"wrapper with-sonar: unknown fields \['runs_form'\]"),
        (WRAPPER.replace("source", "# source"), "wrapper with-sonar: .* or no source"),
        (WRAPPER.replace("with-sonar", "sonar"), "two programs are called sonar"),
        (WRAPPER + WRAPPER.replace("with-sonar", "with.sonar"), "two programs are called with.sonar"),
    ],
)
def test_what_is_misspelled_has_no_source_or_is_there_twice_is_refused(
    wrapper: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=message):
        built(tmp_path, wrapper=wrapper)


def test_a_misspelled_field_of_a_tool_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"sonar: unknown fields \['marker'\]"):
        built(tmp_path, TOOL.replace("operations.listen", 'marker = { "-sonar" = "ping" }\noperations.listen'))


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        (None, "sonar: fewer than 2 examples"),
        (["sonar -p: ping"], "sonar: fewer than 2 examples"),
        (["sonar -p: ping", "sonar -p: listen"], "sonar: fewer than 2 examples"),  # one line, told twice
        (["sonar: none", "sonar -x: none"], "sonar: .* or none that is recognised"),
        (["sonar -p: ping", "sonar -l: ping launch?"], "sonar -l: 'launch.' is no operation of sonar"),
        (["sonar -p: ping", "sonar -l: look"], "sonar -l: 'look' is no operation of sonar"),
    ],
)
def test_a_tool_without_examples_is_refused(examples: list[str] | None, message: str, tmp_path: Path) -> None:
    line = "" if examples is None else f"examples = {examples!r}"
    with pytest.raises(ValueError, match=message):
        built(tmp_path, re.sub("examples = .*", line, TOOL))


def test_examples_are_not_loaded_at_run_time(tmp_path: Path) -> None:
    assert "sonar -p" not in built(tmp_path)


def test_what_the_program_does_itself_is_told(tmp_path: Path) -> None:
    assert "IN_PROGRAM: tuple[tuple[str, str], ...] = ()" in built(tmp_path)
    marked = TOOL.replace("operations.listen = { needs = [],", "operations.listen = { needs = [], in_program = true,")
    assert "IN_PROGRAM: tuple[tuple[str, str], ...] = (('sonar', 'listen'),)" in built(tmp_path, marked)


def test_the_longer_ending_is_tried_first(tmp_path: Path) -> None:
    other = TOOL.replace("sonar", "radar") + 'endings = ["-eabi-sonar"]\n'
    text = built(tmp_path, TOOL + 'endings = ["-sonar"]\n' + other)
    assert "ENDINGS: dict[str, str] = {'-eabi-sonar': 'radar', '-sonar': 'sonar'}" in text


def test_packages_go_by_their_whole_name_their_beginning_or_their_end(tmp_path: Path) -> None:
    text = built(tmp_path, TOOL + 'packages = ["sonar", "linux-sonar-*", "*-sonar"]\n')
    for line in ("PACKAGES: {'sonar'", "PACKAGE_BEGINNINGS: {'linux-sonar-'", "PACKAGE_ENDINGS: {'-sonar'"):
        name, _, value = line.partition(": ")
        assert f"{name}: dict[str, str] = {value}: 'sonar'}}\n" in text


def test_every_operation_of_the_catalogue_can_be_recognised() -> None:
    seen = {(program.tool, operation) for program in PROGRAMS.values() if program.tool for operation in named(program)}
    seen |= {(tool, operation.rstrip("?")) for _, tool, operation in MARKERS}
    implied = {tool for tool, _ in GRANTED.values()}
    assert {(tool, name) for tool in tools() if tool not in implied for name in operations(tool)} - seen == set()
