"""Every text that people meet, in words that they know: nothing said twice, no wide line, no finding of half a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

import capslint
import capslint_rules
from capslint.api import Rule
from capslint.cli.explain_command import explain
from capslint.debuggers.data.catalogue_data import TOOLS
from capslint.debuggers.data.reasons_data import REASONS
from capslint.report.frames.snippet import columns_of
from capslint.report.rule_pages import rule_documentation, rule_summary
from tests.cli.running import run
from tests.places import ROOT, RULE_FOLDERS

RULES = Path(capslint_rules.__file__).parent
PACKAGES = {"capslint": Path(capslint.__file__).parent, "rules": RULES}
WIDTH, MOST_LINES = 80, 10

_TOOLS = "delve|gdb|lldb|strace|ltrace|perf|debugpy|node-inspect|jdwp|valgrind|rr"
_WHOSE = "a|an|the|no|its|that|this|which|of|these|other|such|void|broad|broader|smaller|smallest|single"
BANNED = {
    r"\bturn(s|ed)? on\b": "depends on",
    r"\bmend(s|ed)?\b": "fix",
    r"\b(take|takes|taken|taking) (?!it out of the)(\w+ ){0,3}out\b": "remove",
    r"\bshall do with\b": "should need",
    r"\bis none that\b": "is not valid",
    r"\bword that the API server\b": "an invalid value",
    r"\bgives? .{0,40} nothing\b": "has no effect in",
    r"\blets? debuggers through\b": "allows debuggers",
    r"\bdescends?\b": "processes that it started",
    r"\bYama wants\b": "may only trace",
    r"\b(effective|bounding) set\b": "capabilities in effect",
    rf"\b({_WHOSE}) grants?\b": "permission",
    rf"\b({_TOOLS}) (launch|serve|system)\b": "the command",
    r"\bptrace (attach|launch)\b": "attaching with a debugger",
    r"(?<!/)\bgates?\b": "check",
}
"""What no text says, as patterns, each with what is said instead."""


class Shown(NamedTuple):
    """One finding in the expected report of an example."""

    example: str
    lines: list[str]

    @property
    def of_change(self) -> int:
        """How many lines show what the fix changes."""
        return sum(re.match(r" *\d+ [-+]( |$)| +… \d+ more lines", line) is not None for line in self.lines)

    @property
    def marks(self) -> int:
        """How many spans the frame marks."""
        return sum(re.match(r" +\| .*(\^|--)", line) is not None for line in self.lines)


def banned_in(text: str) -> list[str]:
    return [found.group() for pattern in BANNED for found in re.finditer(pattern, text)]


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Return the texts in a module that are no documentation of it, each with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def findings() -> list[Shown]:
    """Return every finding of every bad example, as the report shows it where it comes first."""
    found = []
    for path in sorted(RULE_FOLDERS.glob("*/examples/bad/*.out")):
        name = str(path.relative_to(RULE_FOLDERS))
        blocks = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
        found += [Shown(name, block.split("\n")) for block in blocks]
    return found


FINDINGS = findings()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_text_of_the_code_uses_a_banned_word(package: str) -> None:
    found = [
        f"{path.name}:{line}: {word}"
        for path in sorted(PACKAGES[package].rglob("*.py"))
        for line, text in sentences(path)
        if " " in text
        for word in banned_in(text)
    ]
    assert found == []


def test_no_finding_and_no_data_uses_a_banned_word() -> None:
    advice = {f"{tool} {name}": str(entry) for tool, names in TOOLS.items() for name, entry in names.items()}
    advice |= {reason.name: f"{reason.name} {reason.advice}" for reason in REASONS}
    advice |= {f"{shown.example}": " ".join(" ".join(shown.lines).split()) for shown in FINDINGS}
    assert {place: words for place, text in advice.items() if (words := banned_in(text))} == {}
    assert len(FINDINGS) > 250


@pytest.mark.parametrize("rule", capslint_rules.RULES, ids=lambda rule: rule.meta.id)
def test_no_page_of_a_rule_uses_a_banned_word(rule: Rule) -> None:
    assert banned_in(f"{rule_summary(rule)}\n{rule_documentation(rule)}") == []


def test_a_finding_of_one_span_takes_at_most_ten_lines() -> None:
    """The line with the rule's page is not in the expected reports, and those of the change come on top."""
    long = [shown for shown in FINDINGS if shown.marks == 1 and len(shown.lines) - shown.of_change + 1 > MOST_LINES]
    assert ["\n".join(shown.lines) for shown in long] == []


def test_no_line_of_a_report_is_wider_than_a_terminal() -> None:
    """One that is holds a single long word, such as the name of an annotation."""
    wide = [line for shown in FINDINGS for line in shown.lines if columns_of(line) > WIDTH]
    assert [line for line in wide if len(line.split()) > 1] == []


def test_a_finding_says_nothing_twice() -> None:
    for shown in FINDINGS:
        text = " ".join(" ".join(line for line in shown.lines if not re.match(r" *\d* [|+-] ", line)).split())
        said = re.split(r" = (?:why|help|fix|no fix|by hand): |; |: ", text)
        long = [part for part in said if len(part) > 25]
        assert len(long) == len(set(long)), shown


def test_commands_and_reasons_are_told() -> None:
    """Most findings are about a command, and every first one of a file says what stands behind it."""
    first = [shown for shown in FINDINGS if shown.marks]
    reasons = [shown for shown in first if any(" = why: " in line for line in shown.lines)]
    assert len(reasons) > len(first) / 2
    assert not [
        shown for shown in FINDINGS if any(" container: " in line or " debugger: " in line for line in shown.lines)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("take it out; nothing", ["take it out"]),
        ("the smallest grant with which", ["smallest grant"]),
        ("it turns on the kernel", ["turns on"]),
        ("gives container 'x' nothing", ["gives container 'x' nothing"]),
        ("delve launch does not need that", ["delve launch"]),
        ("it grants nothing, and takes time", []),
        ("a delegate returns on time", []),
    ],
)
def test_what_is_banned_is_found(text: str, words: list[str]) -> None:
    assert banned_in(text) == words


def explained(*arguments: str) -> str:
    """Return what ``explain`` says of an example project."""
    result = CliRunner().invoke(explain, [*arguments, "--no-config", str(ROOT / "examples" / "go-compose" / "before")])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("arguments", [(), ("--verbose",), ("--all-tools",), ("--ptrace-scope", "3", "--all-tools")])
def test_an_explanation_is_narrow_and_has_no_banned_word(arguments: tuple[str, ...]) -> None:
    lines = explained(*arguments).splitlines()
    said = [line for line in lines if not re.match(r"  [\w-]+ [\w-]+: (WORKS|FAILS|DEPENDS)|/", line)]
    assert [word for line in said for word in banned_in(line)] == []
    assert [line for line in said if columns_of(line) > WIDTH] == []
    assert len(said) > 20


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--nope"),
        ("check", "--select", "privilegd-container", "."),
        ("check", "--format", "nope", "."),
        ("fix", "--nope", "."),
        ("rule", "privileged-contaner"),
        ("explain", "--tool", "strase", "."),
        ("explain", "--tool", "strace", "--operation", "atach", "."),
        ("explain", "--container", "nobody", "."),
        ("profile", "strase"),
    ],
    ids=" ".join,
)
def test_every_error_begins_alike_and_says_where_more_is_told(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  api: {image: x}\n  web: {image: x}\n")
    ran = run(*arguments, cwd=tmp_path)
    assert ran.code == 2
    (line,) = ran.err.splitlines()
    assert line.startswith("capslint: error: ")
    assert line.endswith(f"(`capslint {arguments[0]} --help` tells more)")
    assert banned_in(line) == []


def test_a_wrong_name_of_a_container_is_answered_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  api: {image: x}\n  web: {image: x}\n")
    far, near = (run("explain", "--container", name, ".", cwd=tmp_path).err for name in ("nobody", "wep"))
    assert "there is no container 'nobody': there are api, web" in far
    assert "there is no container 'wep'; did you mean 'web'?" in near
