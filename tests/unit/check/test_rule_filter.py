"""What a rule says of the texts that concern it holds: a quick check finds what a thorough one does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from capslint.api import Context, Finding, Rule
from capslint.api.rule import group_names
from capslint.check import Options, check_source
from capslint.check.read_file import PLAIN
from capslint.check.rule_filter import RuleFilter
from capslint.cst.parse import parse
from capslint.debuggers.direct_signs import directly_shown
from capslint.debuggers.word_filter import may_show_a_debugger, signs_in
from capslint.formats import NoFiles, read, stands_alone
from capslint.model import Container, Workload
from capslint.registry import load_registry
from capslint.source import Source
from capslint.source.files import NeighbourFiles
from tests.places import RULE_FOLDERS

RULES = load_registry().rules
USUAL = tuple(rule for rule in RULES if not rule.meta.opt_in)
UNFILTERED = tuple(rule._replace(meta=rule.meta._replace(fields=(), words=(), debuggers=False)) for rule in RULES)
"""The same rules, which say nothing of where they find anything."""
EXAMPLES = sorted(path for path in RULE_FOLDERS.rglob("*.yaml") if "examples" in path.parts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_a_quick_check_of_an_example_finds_all(path: Path) -> None:
    source = Source.decode(str(path), path.read_bytes())
    files = NeighbourFiles(str(path.parent))
    thorough = check_source(source, Options(USUAL), files)
    quick = check_source(source, Options(USUAL, thorough=False), files)
    assert [(one.rule, one.span, one.message) for one in quick.findings] == [
        (one.rule, one.span, one.message) for one in thorough.findings
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_a_rule_that_is_not_asked_would_find_nothing(path: Path) -> None:
    source = Source.decode(str(path), path.read_bytes())
    files = NeighbourFiles(str(path.parent))
    known = group_names(RULES)
    found = [check_source(source, Options(rules, known=known), files).findings for rules in (RULES, UNFILTERED)]
    filtered, all_of_them = ([(one.rule, one.span, one.message) for one in each] for each in found)
    assert filtered == all_of_them


@pytest.mark.parametrize("written", ["privileged: true", "cap_add: [X]", "command: gdb -p 1", "command: ls"])
def test_a_rule_is_asked_where_a_field_is_written_or_a_debugger_shows(written: str) -> None:
    asked: list[str] = []

    def noting(rule: Rule) -> Rule:
        def check(container: Container, context: Context) -> Iterator[Finding]:
            asked.append(rule.meta.id)
            return rule.check(container, context)

        return rule._replace(check=check)

    rules = tuple(noting(rule) for rule in RULES)
    check_source(Source("compose.yml", f"services: {{a: {{image: b}}, c: {{{written}}}}}\n"), Options(rules), NoFiles())
    assert {rule for rule in asked if asked.count(rule) == 2} == set(asked)  # of both services
    assert ("privileged-container" in asked) is written.startswith("privileged")
    assert ("unknown-capability" in asked) is written.startswith("cap_add")
    assert ("missing-sys-ptrace" in asked) is ("gdb" in written)
    assert {"debug-grant-always-on", "unused-ignore"} <= set(asked)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_a_manifest_in_which_no_debugger_shows_has_none(path: Path) -> None:
    source = Source.decode(str(path), path.read_bytes())
    for document in parse(source):
        text = source.text[document.start : document.end]
        if not stands_alone(text):
            continue
        workloads = read(document, NoFiles())
        found = workloads if isinstance(workloads, tuple) else ()
        seen = [one for workload in found for container in _containers(workload) for one in directly_shown(container)]
        assert may_show_a_debugger(text) or not seen


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_the_signs_of_a_text_are_those_of_its_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert signs_in(text) == set().union(*map(signs_in, text.split()))


def _containers(workload: Workload) -> tuple[Container, ...]:
    return workload.containers


@pytest.mark.parametrize(
    ("command", "shows"),
    [
        ("dlv debug", True),
        ("/usr/bin/gdb -p 1", True),
        ("rust-gdb x", True),
        ("x86_64-linux-gnu-gdb x", True),
        ("gdb12 x", True),
        ("py-spy top", True),
        ("opensnoop-bpfcc", True),
        ("java -agentlib:jdwp=transport=dt_socket -jar a.jar", True),
        ("$(DEBUGGER) 1", False),
        ("node --inspect=0.0.0.0 a.js", True),
        ("node a.js", False),
        ("dotnet trace collect -p 1", True),
        ("dotnet a.dll", False),
        ("lsof -p1", True),
        ("error --performance nodePort", False),
        ("nginx -g 'daemon off;'", False),
    ],
)
def test_the_names_of_debuggers_are_seen_in_a_text(command: str, shows: bool) -> None:
    assert may_show_a_debugger(f"containers:\n- name: b\n  command: [{command}]\n") is shows


def test_a_compose_file_is_read_whatever_its_words(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPTION=seccomp:unconfined\n")
    text = "x-a: apiVersion\nservices: {a: {image: b, security_opt: ['${OPTION}']}}\n"
    quick = check_source(Source("compose.yml", text), Options(USUAL, thorough=False), NeighbourFiles(str(tmp_path)))
    assert [one.rule for one in quick.findings] == ["seccomp-unconfined"]


def test_a_document_that_concerns_no_rule_is_held_to_the_syntax_alone() -> None:
    plain = Source("a.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    name: b\n")
    quick = check_source(plain, Options(USUAL, thorough=False), NoFiles())
    assert (quick.skipped, quick.errors) == (PLAIN, ())
    assert check_source(plain, Options(USUAL), NoFiles()).errors != ()
    broken = Source("a.yaml", "apiVersion: v1\ncontainers: [\n")
    assert check_source(broken, Options(USUAL, thorough=False), NoFiles()).errors != ()


def test_an_escape_can_hide_the_word_of_any_rule() -> None:
    assert RuleFilter(USUAL).concerned('apiVersion: v1\nkind: Pod\nspec: {"\\x70rivileged": true}') == USUAL


def test_words_that_are_forgotten_are_looked_through_again() -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  privileged: true\n  a: "
    texts = [f"{pod}{value}\n" for value in ("b", "gdb", "c", "gdb", "d")]
    expected = [RuleFilter(USUAL).concerned(text) for text in texts]
    forgetful = RuleFilter(USUAL)
    with mock.patch("capslint.check.rule_filter._MOST_WORDS", 3):
        assert [forgetful.concerned(text) for text in texts] == expected
    assert len(set(expected)) == 2


def test_a_rule_that_says_nothing_of_texts_is_always_asked() -> None:
    always = tuple(rule for rule in RULES if not (rule.meta.words or rule.meta.fields or rule.meta.debuggers))
    assert [rule.meta.id for rule in always] == ["debug-grant-always-on"]
    assert RuleFilter(always).concerned("a: 1") == always
