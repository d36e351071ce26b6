"""What ``explain`` answers is the model's word, and the change it names really does it."""

from __future__ import annotations

import pytest

from capslint import formats
from capslint.check import Options, check_source
from capslint.debuggers.catalogue import operation
from capslint.explain.explain_file import ContainerReport, OperationReport, Wanted, explain_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Answer, Engine, Host, Outcome, User
from capslint.model.grants import with_capabilities
from capslint.permissions.judge_operation import judge
from capslint.plan.ways_out import Change
from capslint.source import Source

COMPOSE = """\
services:
  plain: {image: a, user: "0"}
  user: {image: a, user: "1000:1000"}
  dropped: {image: a, user: "0", cap_drop: [ALL]}
  open: {image: a, user: "0", security_opt: [seccomp=unconfined]}
  privileged: {image: a, user: "0", privileged: true, command: "sh -c 'app & strace -p 7'"}
  image: {image: a, command: "sh -c 'app & dlv attach 7'"}
"""
HOSTS = (
    Host(),
    Host(Engine.DOCKER, (18, 9, 7), (4, 15), 1),
    Host(Engine.DOCKER, (29, 4, 3), (6, 1), 3),
    Host(Engine.PODMAN, (5, 8, 0), (6, 1), 1),
)


def explained(wanted: Wanted, host: Host = Host(), text: str = COMPOSE) -> dict[str, ContainerReport]:  # noqa: B008
    found = explain_source(Source("compose.yaml", text), host, NoFiles(), wanted)
    assert found.errors == ()
    return {one.container.name: one for one in found.containers}


def one_of(report: ContainerReport, tool: str, name: str) -> OperationReport:
    return next(one for one in report.operations if (one.tool, one.operation) == (tool, name))


def test_without_a_wish_it_is_what_was_recognised() -> None:
    found = explained(Wanted())
    assert [
        (name, one.tool, one.operation, one.seen_in) for name, all_ in found.items() for one in all_.operations
    ] == [
        ("privileged", "strace", "attach", "command"),
        ("image", "delve", "attach", "command"),
    ]


@pytest.mark.parametrize("host", HOSTS, ids=str)
def test_every_verdict_follows_from_its_gates_and_the_named_capabilities_do_what_is_said(host: Host) -> None:
    promised = 0
    for report in explained(Wanted(all_tools=True), host).values():
        for one in report.operations:
            outcomes = {gate.outcome for gate in one.verdict.gates}
            expected = Answer.FAILS if Outcome.BLOCKS in outcomes else Answer.DEPENDS
            assert one.verdict.answer is (expected if outcomes - {Outcome.PASSES} else Answer.WORKS)
            names = [word.removeprefix("cap_add ") for word in one.change.words]
            if one.seen_in is None and names and all(word.startswith("cap_add ") for word in one.change.words):
                changed = with_capabilities(report.container, *names, beside_unknown=True)
                then = judge(changed, operation(one.tool, one.operation), report.host)
                assert then.depends_on == one.change.then_depends_on
                assert then.answer is (Answer.DEPENDS if then.depends_on else Answer.WORKS), (one, then)
                promised += 1
    assert promised or host.ptrace_scope == 3


def test_the_smallest_grant_of_a_privileged_container_is_the_one_capability() -> None:
    found = explained(Wanted(tool="strace"))
    assert one_of(found["privileged"], "strace", "attach").keeps == ("cap_add SYS_PTRACE",)
    assert one_of(found["privileged"], "strace", "launch").keeps == ()


def test_a_user_without_privilege_is_told_to_be_root() -> None:
    one = one_of(explained(Wanted(tool="gdb"))["user"], "gdb", "attach")
    assert one.change.words == ("run the debugger as root", "cap_add SYS_PTRACE")


def test_what_no_capability_unlocks_is_named_by_its_gate() -> None:
    one = one_of(explained(Wanted(tool="lldb"))["plain"], "lldb", "launch")
    assert one.verdict.answer is Answer.FAILS
    assert one.change.words == ("a seccomp profile that allows personality(0x40000)",)


@pytest.mark.parametrize(
    ("command", "verdict"),
    [
        ("lldb -- ./app", Answer.FAILS),
        ("lldb -o 'settings set target.disable-aslr false' -- ./app", Answer.WORKS),
        ("rr record ./app", Answer.FAILS),
        ("rr record --no-syscall-buffer ./app", Answer.WORKS),
    ],
)
def test_what_a_command_line_switches_off_is_not_asked_for(command: str, verdict: Answer) -> None:
    text = f'services:\n  a: {{image: a, user: "0", cap_add: [PERFMON], command: "{command}"}}\n'
    found = explained(Wanted(), Host(perf_event_paranoid=2), text)
    assert found["a"].operations[0].verdict.answer is verdict


def test_a_way_that_changes_nothing_is_not_named() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
        "  - {name: a, image: a, securityContext: {runAsUser: 0}}\n"
    )
    one = one_of(explained(Wanted(tool="lldb"), Host(), text)["a"], "lldb", "launch")
    assert one.verdict.depends_on == ("the kubelet's --seccomp-default",)
    assert one.change == Change(("a seccomp profile that allows personality(0x40000)",))


def test_a_change_that_leaves_a_question_says_which() -> None:
    one = one_of(explained(Wanted())["image"], "delve", "attach")
    assert one.change.words == ("cap_add SYS_PTRACE",)
    assert one.change.then_depends_on == ("the image's USER",)


def test_the_user_of_the_debugger_can_be_given() -> None:
    wanted = Wanted(container="user", tool="strace", operation="attach", as_user=User(0, 0))
    found = explained(wanted, Host(Engine.DOCKER, (29, 4, 3), (6, 1), 0))
    gates = {gate.gate: gate.outcome for gate in found["user"].operations[0].verdict.gates}
    assert gates["credentials"] is Outcome.BLOCKS
    assert list(found) == ["user"]


@pytest.mark.parametrize(
    ("command", "verdict", "runs_as", "change"),
    [
        ("strace -p 1", Answer.WORKS, None, ()),
        ("sudo strace -p 1", Answer.WORKS, "root, by sudo", ()),
        ("gosu app strace -p 1", Answer.FAILS, "app, by gosu", ("run the debugger as root and without gosu",)),
        ("sudo -u app strace ./a", Answer.WORKS, "app, by sudo", ()),
    ],
)
def test_a_wrapper_decides_who_the_debugger_runs_as(
    command: str, verdict: Answer, runs_as: str | None, change: tuple[str, ...]
) -> None:
    text = f'services:\n  a: {{image: a, user: "0", cap_add: [SYS_PTRACE], command: "{command}"}}\n'
    (one,) = explained(Wanted(), text=text)["a"].operations
    assert (one.verdict.answer, one.runs_as, one.change.words) == (verdict, runs_as, change)


@pytest.mark.parametrize(
    ("hook", "verdict", "runs_as"),
    [
        ("", Answer.FAILS, None),
        (", user: root", Answer.WORKS, "0"),
        (", user: '1001'", Answer.FAILS, "1001"),
        (", user: '0', privileged: true", Answer.WORKS, "0, privileged"),
        (", privileged: true", Answer.FAILS, "privileged"),
        (", user: root, privileged: $P", Answer.WORKS, "0"),
        (", user: $WHO", Answer.DEPENDS, None),
    ],
)
def test_a_hook_decides_who_its_debugger_runs_as(hook: str, verdict: Answer, runs_as: str | None) -> None:
    text = (
        "services:\n  a:\n    image: a\n    user: '1000'\n    cap_add: [SYS_PTRACE]\n"
        f"    post_start: [{{command: strace -p 1{hook}}}]\n"
    )
    (one,) = explained(Wanted(), Host(Engine.DOCKER), text)["a"].operations
    assert (one.verdict.answer, one.runs_as) == (verdict, runs_as)


def test_a_privileged_hook_needs_nothing_of_the_container() -> None:
    text = (
        "services:\n  a:\n    image: a\n    user: '0'\n    post_start:\n"
        "      - {command: strace -p 1, privileged: true}\n      - {command: strace -p 1}\n"
        "      - {command: strace -p 1, privileged: $P}\n"
    )
    found = explained(Wanted(), Host(Engine.DOCKER), text)["a"].operations
    assert [(one.verdict.answer, one.verdict.depends_on) for one in found] == [
        (Answer.WORKS, ()),
        (Answer.FAILS, ()),
        (Answer.DEPENDS, ("the variable P",)),
    ]
    asked = Wanted(tool="strace", operation="attach")
    assert explained(asked, Host(Engine.DOCKER), text)["a"].operations == found


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("a: 1\n", formats.UNREADABLE),
        ("services:\n  a:\n    image: {{ .Values.x }}\n", "Helm template, render it first"),
    ],
)
def test_a_file_with_no_containers_says_why(text: str, skipped: str) -> None:
    assert explain_source(Source("a.yaml", text), Host(), NoFiles(), Wanted()).skipped == skipped


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.json", '{\n  // a comment\n  "services": 1}\n'),
        ("a.json", '{"a": [1,,]}\n'),
        ("start", "#!/usr/bin/python3\nexec: [\n"),
        ("a.service", "# one\n[Unit]\nDescription=x\n"),
        ("a.yaml", "kind: Pod\napiVersion: v1\nspec: {{ .Values.x }}\n"),
        ("a.yaml", "services:\n  - [\n"),
    ],
)
def test_a_check_and_an_explanation_skip_alike(path: str, text: str) -> None:
    explained = explain_source(Source(path, text), Host(), NoFiles(), Wanted())
    checked = check_source(Source(path, text), Options(()), NoFiles())
    assert (explained.skipped, explained.errors) == (checked.skipped, checked.errors)


@pytest.mark.parametrize(
    ("path", "text", "skipped"),
    [
        ("start", "#!/usr/bin/python3\nexec: [\n", "a script, which is not read"),
        ("a.service", "; one\n\n[Unit]\nDescription=x\n", "a unit file or a file of settings, which is not read"),
    ],
)
def test_a_file_that_shows_that_it_is_no_data_is_no_error(path: str, text: str, skipped: str) -> None:
    explained = explain_source(Source(path, text), Host(), NoFiles(), Wanted())
    assert (explained.skipped, explained.errors) == (skipped, ())


def test_a_broken_file_is_an_error_with_its_place() -> None:
    found = explain_source(Source("a.yaml", "services:\n  a: [\n"), Host(), NoFiles(), Wanted())
    assert [(one.line, one.column) for one in found.errors] == [(3, 1)]
