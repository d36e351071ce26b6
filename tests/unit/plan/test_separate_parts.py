"""A large workload is judged in parts, and the same is found in it as if it were judged as a whole."""

from __future__ import annotations

import random

import pytest

from capslint.check import judge_file
from capslint.check.check_file import check_source
from capslint.check.check_options import Options
from capslint.findings import CheckResult, Finding
from capslint.formats import NoFiles
from capslint.model import Host, Workload
from capslint.permissions import judged_case, scenario
from capslint.plan.separate_parts import WorkloadPart, parts_of
from capslint.registry import load_rules
from capslint.source import Source
from capslint.source.budget import JUDGEMENTS, PAIRS, Work
from tests.hostile.growing import debuggers_among_services

HEAD = """
x-a: &a {cap_add: [SYS_PTRACE], privileged: true}
x-b: &b {security_opt: [seccomp:unconfined]}
x-c: &c [SYS_ADMIN, SYS_PTRACE]
services:
"""
LINES = (
    ("<<: *a", "<<: *b", "<<: [*a, *b]"),
    ("cap_add: *c", "cap_add: [ALL]", "cap_add: [NET_ADMIN]"),
    ("pid: host", "pid: service:s0", "pid: service:s2", "pid: service:s7", "pid: ${PID}"),
    ("user: app", "user: '1000'"),
    ("privileged: true", "privileged: false"),
    ("security_opt: [seccomp:unconfined]", "security_opt: [apparmor:unconfined, no-new-privileges]"),
    ("volumes: [t:/tmp]", "volumes: [u:/tmp, ./x:/x]"),
    ("command: strace -p 1", "command: dlv debug .", "command: dotnet-trace collect -p 1", "command: sleep 1"),
)


def project(seed: int) -> str:
    """Return a Compose file of some services that have more or less to do with each other."""
    chance = random.Random(seed)
    services = [
        "".join(f"    {chance.choice(lines)}\n" for lines in LINES if chance.random() < 0.3)
        for _ in range(chance.randint(2, 10))
    ]
    written = [f"  s{number}:\n    image: debian\n{lines}" for number, lines in enumerate(services)]
    return HEAD + "".join(written)


def checked(text: str) -> CheckResult:
    """Return what is found in a Compose file."""
    return check_source(Source("compose.yaml", text), Options(load_rules(), Host()), NoFiles())


@pytest.mark.parametrize("seed", range(60))
def test_the_same_is_found_in_parts(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = project(seed)
    whole = checked(text)

    def in_parts(workload: Workload) -> tuple[WorkloadPart, ...]:
        parts = parts_of(workload, many=1)
        own = [id(container) for part in parts for container in part.own]
        assert sorted(own) == sorted(map(id, workload.containers))
        return parts

    monkeypatch.setattr(judge_file, "parts_of", in_parts)
    assert list(map(said_of, checked(text).findings)) == list(map(said_of, whole.findings))


def said_of(finding: Finding) -> tuple[object, ...]:
    """Return what is told of a finding."""
    return (
        finding.rule,
        finding.span,
        finding.message,
        finding.advice,
        finding.fix and finding.fix.title,
        finding.withheld,
    )


def test_most_of_them_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[int] = []

    def counted(workload: Workload) -> tuple[WorkloadPart, ...]:
        parts = parts_of(workload, many=1)
        cut.append(len(parts))
        return parts

    monkeypatch.setattr(judge_file, "parts_of", counted)
    for seed in range(60):
        checked(project(seed))
    assert sum(parts > 1 for parts in cut) > 20


def spent_on(text: str) -> dict[Work, int]:
    """Return what the check of a Compose file is counted with."""
    counted: dict[Work, int] = {}

    def spend(work: Work, amount: int = 1) -> None:
        counted[work] = counted.get(work, 0) + amount

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario, "spend", spend)
        patch.setattr(judged_case, "spend", spend)
        checked(text)
    return counted


def test_services_that_have_nothing_to_do_with_each_other_cost_no_square() -> None:
    few, many = (spent_on(debuggers_among_services(size)["compose.yaml"]) for size in (400, 1600))
    assert few[PAIRS] > 400
    assert many[PAIRS] < 5 * few[PAIRS]
    assert many[JUDGEMENTS] < 5 * few[JUDGEMENTS]
