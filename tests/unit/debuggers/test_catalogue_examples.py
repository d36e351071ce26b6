"""Every example of the catalogue is recognised as it says, and none is lost on the way of a folder check."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from capslint.check import Options, check_source
from capslint.debuggers import recognise
from capslint.debuggers.commands.located_words import pieces
from capslint.debuggers.commands.unwrap import runs
from capslint.debuggers.data import signs_data
from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.word_filter import may_show_a_debugger
from capslint.findings import Finding
from capslint.formats import NoFiles
from capslint.model import Container, Evidence, Sureness
from capslint.registry import load_registry
from capslint.source import Source
from tests.unit.debuggers.samples import container, running, scripted

CATALOGUE = tomllib.loads(Path(signs_data.__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
EXAMPLES = [(tool["name"], *item.rsplit(": ", 1)) for tool in CATALOGUE["tool"] for item in tool.get("examples", ())]
COMMANDS = [name for tool in CATALOGUE["tool"] for program in tool.get("program", ()) for name in program["names"]]
TELLING = [(tool, line) for tool, line, words in EXAMPLES if words != "none"]
RULES = tuple(rule for rule in load_registry().rules if not rule.meta.opt_in)


def told(app: Container, tool: str) -> list[str]:
    return sorted(_word(evidence, tool) for evidence in recognise(app))


def _word(evidence: Evidence, tool: str) -> str:
    owner = "" if evidence.tool == tool else evidence.tool + "."
    return f"{owner}{evidence.operation}{'?' if evidence.sureness is Sureness.INSTALLED else ''}"


def expected(words: str) -> list[str]:
    return [] if words == "none" else sorted(words.split())


@pytest.mark.parametrize(("tool", "line", "words"), EXAMPLES, ids=[line for _, line, _ in EXAMPLES])
def test_in_a_shell(tool: str, line: str, words: str) -> None:
    assert told(scripted(line), tool) == expected(words)


LISTS = [example for example in EXAMPLES if not re.search(r"[\"'$=|&;`]", example[1])]


@pytest.mark.parametrize(("tool", "line", "words"), LISTS, ids=[line for _, line, _ in LISTS])
def test_as_a_list(tool: str, line: str, words: str) -> None:
    assert told(running(*line.split()), tool) == expected(words)


def programs_of(line: str) -> Iterator[tuple[Program, str]]:
    """Return the programs of debuggers that ``line`` calls, each with its name there."""
    app = scripted(line)
    for run in runs(pieces(app.commands[0], app)):
        if run.program is not None and run.program.tool:
            yield run.program, run.name


@cache
def lines_of(program: Program) -> tuple[tuple[str, str], ...]:
    """Return the telling examples that call ``program``, the shortest first, each with the name it is called by."""
    found = [
        (line, name)
        for tool, line in TELLING
        for called, name in programs_of(line)
        if tool == program.tool and called is program
    ]
    return tuple(sorted(found, key=lambda example: len(example[0])))


def named() -> Iterator[tuple[str, str]]:
    """Return every sign by which a program is known, each with a command line that it is telling in."""
    for name in COMMANDS:
        for line, called in lines_of(signs_data.PROGRAMS[name])[:1]:
            yield name, re.sub(rf"(?<![\w/-]){re.escape(called)}(?![\w/-])", name, line, count=1)
    for ending in (ending for ending, key in signs_data.ENDINGS.items() if signs_data.PROGRAMS[key].tool):
        yield ending, f"some{ending} -p 1"
    for folder in signs_data.FOLDERS:
        yield folder, f"{folder}/some"
    for package in signs_data.PACKAGES:
        yield package, f"apt-get install {package}"
    for beginning in signs_data.PACKAGE_BEGINNINGS:
        yield beginning, f"apt-get install {beginning}6"
    for ending in signs_data.PACKAGE_ENDINGS:
        yield ending, f"apt-get install php8{ending}"


NAMED = sorted(set(named()))


def test_every_program_has_an_example_that_calls_it() -> None:
    assert [name for name in COMMANDS if not lines_of(signs_data.PROGRAMS[name])] == []


def manifest(words: list[str], image: str = "x", environment: str = "", value: str = "a") -> str:
    listed = "".join(f"    - {_quoted(word)}\n" for word in words)
    variables = f"    env: [{{name: {environment}, value: {_quoted(value)}}}]\n" if environment else ""
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
        f"  - name: a\n    image: {image}\n{variables}" + (f"    command:\n{listed}" if words else "")
    )


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def hold_a_folder_to_a_file(text: str) -> None:
    """Check ``text`` as a file that is named, and as one of a folder, which is read only where a word calls for it."""
    assert recognise(container(text))
    source = Source("a.yaml", text)
    thorough = check_source(source, Options(RULES), NoFiles())
    quick = check_source(source, Options(RULES, thorough=False), NoFiles())
    assert [_key(finding) for finding in quick.findings] == [_key(finding) for finding in thorough.findings]
    assert may_show_a_debugger(text)


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.span, finding.message


@pytest.mark.parametrize(("name", "line"), NAMED, ids=[f"{name}: {line}" for name, line in NAMED])
def test_a_folder_check_sees_what_a_file_check_sees(name: str, line: str) -> None:
    hold_a_folder_to_a_file(manifest(["sh", "-c", line]))
    words = shlex.split(line)
    if recognise(running(*words)):
        hold_a_folder_to_a_file(manifest(words))


@pytest.mark.parametrize("image", signs_data.IMAGES)
def test_so_it_does_by_the_image(image: str) -> None:
    hold_a_folder_to_a_file(manifest([], image=f"example/{image}:1"))


@pytest.mark.parametrize("image", signs_data.HELD_BY)
def test_so_it_does_by_an_image_that_holds_it(image: str) -> None:
    hold_a_folder_to_a_file(manifest([], image=f"{image}:1"))


@pytest.mark.parametrize("variable", signs_data.ENVIRONMENT)
def test_so_it_does_by_the_environment(variable: str) -> None:
    for *_, patterns in signs_data.ENVIRONMENT[variable]:
        for pattern in patterns or ("a",):
            hold_a_folder_to_a_file(manifest([], environment=variable, value=pattern.replace("*", "a")))


@pytest.mark.parametrize("text", [marker[0] for marker in signs_data.MARKERS])
def test_so_it_does_by_a_marker(text: str) -> None:
    hold_a_folder_to_a_file(manifest(["sh", "-c", f"exec ./run {text}"]))
    hold_a_folder_to_a_file(manifest(["sh", "-c", f"exec ./run -D{text}"]))  # glued to what stands before
