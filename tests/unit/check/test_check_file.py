"""One file through the engine: every document is judged, passed over or an error, and nothing is lost."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from capslint import formats
from capslint.api.rule import Context, Rule
from capslint.check import read_file
from capslint.cst.changes import Remove
from capslint.findings import Error, Finding
from capslint.model import Container, Fact
from tests.unit.check.rules import COMPOSE, FAIL, POD, SEE_ALL, SEE_PRIVILEGED, check, lines, rule_of


def test_every_container_of_every_document_is_seen() -> None:
    result = check(f"# first\n---\n{POD}---\nkind: Other\n---\n{COMPOSE}...\n---\n{POD}")
    assert lines(result) == [("see-all", 8), ("see-all", 14), ("see-all", 24)]
    assert (result.errors, result.skipped) == ((), None)


def test_the_documents_of_a_compose_file_are_one_project_whatever_stands_between() -> None:
    # A service is at home where its command is.
    over = "services:\n  a: {command: strace -p 1, cap_add: [SYS_PTRACE]}\n  b: {image: y}\n"
    result = check(f"{COMPOSE}---\n{POD}---\n{over}", path="a.yml")
    assert lines(result) == [("see-all", 11), ("see-all", 15), ("see-all", 16)]
    assert [one.subjects for one in result.findings] == [("Pod/p container a",), ("services.a",), ("services.b",)]


def test_what_is_odd_in_any_document_of_a_compose_file_is_an_error() -> None:
    result = check(f"{COMPOSE}---\nservices:\n  b: {{extends: a}}\n  b: {{pid: 1, pid: 2}}\n")
    assert [(one.line, one.message) for one in result.errors] == [
        (8, "the key 'b' is there twice (first on line 7)"),
        (8, "the key 'pid' is there twice (first on line 8)"),
    ]


def test_documents_are_numbered_as_a_parse_of_the_whole_numbers_them() -> None:
    from capslint.cst.parse import parse
    from capslint.source import Source

    text = f"# comment alone\n---\na: 1\n...\n---\nb: 1\n---\n{POD}---\n---\n{POD}"
    expected = [
        one.index
        for one in parse(Source("a", text))
        if one.root is not None and "kind: Pod" in text[one.start : one.end]
    ]
    assert [one.document.index for one in check(text).findings] == expected == [2, 4]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\n  \n", "empty"),
        ("a: 1\n", formats.UNREADABLE),
        ("# services and containers\n", formats.UNREADABLE),
        ("kind: A\napiVersion: v1\ncontainers: 1\n", "Kubernetes A, no containers"),
    ],
)
def test_a_file_with_nothing_of_ours_says_why(text: str, reason: str) -> None:
    result = check(text)
    assert (result.findings, result.errors) == ((), ())
    assert result.skipped == reason


def test_a_syntax_error_is_reported_in_any_document_and_the_others_are_judged() -> None:
    result = check(f"{POD}---\na: [\n---\n{COMPOSE}---\nservices: }}\n")
    assert lines(result) == [("see-all", 6), ("see-all", 12)]
    assert [(one.line, one.column) for one in result.errors] == [(10, 1), (16, 11)]


def test_duplicate_keys_and_undefined_aliases_are_errors() -> None:
    result = check(f"{COMPOSE}    image: y\n    user: *nobody\n")
    assert result.errors == (
        Error("a.yml", 5, 5, "the key 'image' is there twice (first on line 3)"),
        Error("a.yml", 6, 11, "the alias *nobody has no anchor before it"),
    )
    assert check("containers: *a\n").errors == (Error("a.yml", 1, 13, "the alias *a has no anchor before it"),)


def test_a_tab_is_called_a_tab() -> None:
    (error,) = check("services:\n\ta: 1\n").errors
    assert (error.line, error.column) == (2, 1)
    assert "a tab" in error.message


def test_a_rule_that_fails_is_an_error_and_the_others_go_on() -> None:
    result = check(COMPOSE, FAIL, SEE_ALL)
    assert lines(result) == [("see-all", 2)]
    (error,) = result.errors
    assert error.line == 2
    assert error.message.startswith("internal error in rule fail-always on services.a: ValueError: oh dear (rules.py:")


def test_a_document_that_is_too_large_is_an_error_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_file, "MAX_DOCUMENT", 1024)
    result = check(f"{POD}---\n{COMPOSE}# {'x' * 1024}\n---\n{POD}")
    assert lines(result) == [("see-all", 6), ("see-all", 20)]
    assert result.findings[1].document.index == 2
    assert [(one.line, one.message[:32]) for one in result.errors] == [(8, "this document is larger than 0 M")]


def test_what_is_shared_is_said_once() -> None:
    shared = (
        "x-a: &a\n  privileged: true\nservices:\n  one:\n    <<: *a\n    image: x\n  two:\n    <<: *a\n    image: x\n"
    )
    result = check(shared, SEE_PRIVILEGED)
    assert lines(result) == [("see-privileged", 2)]
    assert result.findings[0].subjects == ("services.one", "services.two")


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("a.yml", "{{- if .Values.x }}\nservices:\n{{ end }}\n", "Helm template, render it first"),
        ("a.yml", f"{POD}    tty: {{{{ .Values.tty }}}}\n", "Helm template, render it first"),
        ("chart/templates/a.yml", "{{ define }}\ncontainers:\n{{ end }}\n", "Helm template, render it first"),
        ("a.yml", "{% if x %}\nservices:\n{% endif %}\n", "template with {% %}, render it first"),
        ("a.yml", f"---\n{POD}---\n{{{{ x }}}}: [\n", "template with {{ }}, render it first"),
        (
            "a.json",
            '{\n  // a comment\n  "services": 1,\n}\n',
            "JSON with comments, which neither Compose nor Kubernetes reads",
        ),
    ],
)
def test_text_in_another_language_is_skipped_as_a_whole(path: str, text: str, reason: str) -> None:
    result = check(text, path=path)
    assert (result.findings, result.errors) == ((), ())
    assert result.skipped == reason


@pytest.mark.parametrize(
    "line", ["    hostname: '{{.Node.Hostname}}'\n", "    command: docker inspect -f {{.State}} x\n"]
)
def test_expressions_that_are_docker_s_own_are_no_templates(line: str) -> None:
    result = check(COMPOSE + line)
    assert result.skipped is None
    assert lines(result) == [("see-all", 2)]


def test_a_syntax_error_beside_docker_s_own_expressions_stays_an_error() -> None:
    result = check(f"{COMPOSE}    hostname: '{{{{.Node.Hostname}}}}'\n    a: [\n")
    assert result.skipped is None
    assert len(result.errors) == 1


@pytest.mark.parametrize("text", ['{\n\t// a comment\n\t"a": 1,\n}', '{"a": "tab\tinside"', ""])
def test_json_of_other_programs_is_not_held_to_yaml(text: str) -> None:
    result = check(text, path="settings.json")
    assert result.errors == ()
    assert result.skipped


def test_documents_are_dropped_although_nobody_collects_cycles() -> None:
    alive: list[weakref.ref[Context]] = []

    def watch(container: Container, ctx: Context) -> Iterator[Finding]:
        alive.append(weakref.ref(ctx))
        assert ctx.about(container) is ctx
        yield from ()

    gc.collect()
    gc.disable()
    try:
        check(f"{POD}---\n{POD}", rule_of("watch", watch))
        assert [one() for one in alive] == [None, None]
    finally:
        gc.enable()


def test_a_fix_that_the_layout_does_not_allow_is_withheld() -> None:
    def fix_nothing(container: Container, ctx: Context) -> Iterator[Finding]:
        for one in SEE_PRIVILEGED.check(container, ctx):
            assert one.fix is not None
            yield one._replace(fix=one.fix._replace(changes=(Remove(("services", "nowhere", "privileged"), 2),)))

    (offered,) = check(COMPOSE, SEE_PRIVILEGED).findings
    assert offered.fix is not None
    (withheld,) = check(COMPOSE, rule_of("see-privileged", fix_nothing)).findings
    assert withheld.fix is None
    assert withheld.withheld


def test_a_rule_is_asked_about_the_formats_that_have_what_it_is_about() -> None:
    pods_only = Rule(SEE_ALL.meta._replace(facts=(Fact.ADMISSION,)), SEE_ALL.check)
    assert lines(check(f"{POD}---\n{COMPOSE}", pods_only)) == [("see-all", 6)]


def test_json_of_others_is_passed_over_whatever_is_escaped_in_it() -> None:
    for text in ('{"a": "\\u00e9"}\n{"a": 1}\n', '{"a": "\\ud83d"\n,}', '{"a"\n: "\\u00e9"}'):
        result = check(text, path="a.json")
        assert (result.skipped is not None, result.errors) == (True, ()), text
    assert check('{"services"\n: "\\u00e9"}', path="a.json").errors


def test_what_containers_are_denied_is_measured() -> None:
    text = (
        "services:\n  a:\n    cap_drop: [cap_sys_ptrace, ALL]\n"
        "    security_opt: [no-new-privileges, seccomp=p.json, apparmor=mine]\n"
        "  b: {cap_drop: '$X', security_opt: ['no-new-privileges:false', seccomp=unconfined, apparmor=unconfined]}\n"
    )
    assert check(text, path="compose.yaml").limits == ()
    found = check(text, path="compose.yaml", measure=True).limits
    assert {one.container for one in found} == {"services.a"}
    assert [one.limit for one in found] == [
        "cap_drop SYS_PTRACE",
        "cap_drop ALL",
        "no-new-privileges",
        "the seccomp profile p.json",
        "the AppArmor profile mine",
    ]
