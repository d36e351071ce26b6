"""Several hosts at once against each of them alone: the answers of the model, findings, and what fixes leave."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import partial

import pytest

import capslint_rules
from capslint.api import Group
from capslint.check import Options, check_source
from capslint.edits import Safety
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.hosts.preset_data import PRESETS
from capslint.model import Answer, Host
from capslint.model.grants import with_capabilities
from capslint.model.host import all_of_hosts
from capslint.permissions.judge_operation import judge
from capslint.permissions.least import least_capabilities, reaches
from capslint.source import Source
from tests.unit.permissions.test_random_cells import some_cell, some_host

RULES = tuple(rule for rule in capslint_rules.RULES if not rule.meta.opt_in)
FAILING = {rule.meta.id for rule in RULES if rule.meta.group is Group.FAILING}
BROAD = {rule.meta.id for rule in RULES if rule.meta.group is Group.BROAD}
BOTH = frozenset((Safety.SAFE, Safety.UNSAFE))
PARTS, CELLS, FILES = 4, 300, 20

COMMANDS = ("strace -p 1", "strace ls", "perf top", "perf record ls", "dlv debug", "py-spy dump --pid 1", "bpftrace -l")
GRANTS = (
    *("privileged: true", "cap_add: [SYS_PTRACE]", "cap_add: [ALL]", "cap_add: [SYS_ADMIN]", "cap_add: [PERFMON]"),
    *("security_opt: [seccomp=unconfined]", "security_opt: [apparmor=unconfined]", "cap_drop: [ALL]", "pid: host"),
)


def named(hosts: Iterable[Host]) -> list[tuple[str, Host]]:
    return [(f"host-{number}", host) for number, host in enumerate(hosts)]


@pytest.mark.parametrize("part", range(PARTS))
def test_what_holds_on_all_is_what_holds_on_the_worst(part: int) -> None:
    chance = random.Random(part)
    different = 0
    for _ in range(CELLS):
        cell = some_cell(chance)
        hosts = named(some_host(chance, cell.container.starter) for _ in range(chance.choice((2, 3))))
        alone = {name: judge(cell.container, cell.operation, host, cell.scene) for name, host in hosts}
        found = judge(cell.container, cell.operation, all_of_hosts(hosts), cell.scene)
        assert found.answer is min((verdict.answer for verdict in alone.values()), key=list(Answer).index)
        assert {name: found.on(name).answer for name, _ in hosts} == {name: alone[name].answer for name in alone}
        different += len({verdict.answer for verdict in alone.values()}) > 1
        again = judge(cell.container, cell.operation, all_of_hosts(hosts[::-1]), cell.scene)
        assert again.answer is found.answer
    assert different > CELLS // 20


def test_the_least_for_all_is_enough_on_each_and_nothing_of_it_can_go() -> None:
    chance = random.Random(9)
    narrowed = 0
    for _ in range(CELLS):
        cell = some_cell(chance)
        hosts = named(some_host(chance, cell.container.starter) for _ in range(2))
        names = least_capabilities(cell.container, ((cell.operation, cell.scene),), all_of_hosts(hosts))
        if not names or cell.scene.target.container is not None:
            continue
        narrowed += 1
        answers = []
        for kept in (names, *(tuple(other for other in names if other != name) for name in names)):
            wider = with_capabilities(cell.container, *kept, beside_unknown=True) if kept else cell.container
            answers.append([judge(wider, cell.operation, host, cell.scene) for _, host in hosts])
        enough, *fewer = answers
        assert all(verdict.answer is not Answer.FAILS for verdict in enough)
        for less in fewer:
            assert not all(reaches(then, now) for then, now in zip(less, enough, strict=True))
    assert narrowed > CELLS // 20


def some_file(chance: random.Random) -> str:
    lines = ["services:"]
    for number in range(chance.choice((1, 1, 2))):
        lines += [f"  s{number}:", "    image: debian", f"    command: {chance.choice(COMMANDS)}"]
        lines += [f"    {grant}" for grant in _of_different_keys(chance.sample(GRANTS, chance.choice((0, 1, 2))))]
        lines += chance.choice(([], [], ['    user: "1000:1000"'], ["    user: root"]))
    return "\n".join(lines) + "\n"


def _of_different_keys(grants: list[str]) -> list[str]:
    return [*{grant.partition(":")[0]: grant for grant in grants}.values()]


def checked(text: str, host: Host, *, measure: bool = False) -> CheckResult:
    result = check_source(Source("compose.yaml", text), Options(RULES, host, measure=measure), NoFiles())
    assert result.errors == ()
    return result


SAYING = {rule.meta.id for rule in RULES} - {"invisible-target"}
"""Rules that say why something fails; what sees no target fails everywhere, whatever it would do if it saw one."""


def failing(result: CheckResult, rules: set[str] = FAILING) -> set[tuple[str, str, str]]:
    return {
        (subject, *operation)
        for finding in result.findings
        if finding.rule in rules
        for subject in finding.subjects
        for operation in finding.fails
    }


def some_hosts(chance: random.Random) -> list[tuple[str, Host]]:
    return [(preset.name, preset.host) for preset in chance.sample(PRESETS, chance.choice((2, 3)))]


@pytest.mark.parametrize("part", range(PARTS))
def test_findings_on_several_hosts_are_those_of_each(part: int) -> None:
    chance = random.Random(part)
    different = 0
    for _ in range(FILES):
        text, hosts = some_file(chance), some_hosts(chance)
        together = checked(text, all_of_hosts(hosts))
        alone = {name: checked(text, host) for name, host in hosts}
        assert failing(together) == set().union(*map(failing, alone.values())), (text, hosts)
        for finding in together.findings:
            places = {name: {(one.rule, one.span) for one in result.findings} for name, result in alone.items()}
            if finding.rule in BROAD:
                assert all((finding.rule, finding.span) in there for there in places.values()), (text, hosts, finding)
            if finding.hosts:
                different += 1
                told = {(subject, *operation) for subject in finding.subjects for operation in finding.fails}
                assert set(finding.hosts) == {name for name, result in alone.items() if told & failing(result, SAYING)}
                assert all(name in finding.message for name in finding.hosts)
    assert different


@pytest.mark.parametrize("part", range(PARTS))
def test_after_a_fix_all_that_worked_works_on_each_host(part: int) -> None:
    chance = random.Random(100 + part)
    fixed = 0
    for _ in range(FILES):
        text, hosts = some_file(chance), some_hosts(chance)
        options = Options(RULES, all_of_hosts(hosts), measure=True)
        check = partial(check_source, options=options, files=NoFiles())
        outcome = fix_source(Source("compose.yaml", text), check, BOTH)
        fixed += outcome.source.text != text
        for _, host in hosts:
            was, now = (checked(each, host, measure=True).abilities for each in (text, outcome.source.text))
            for before in was:
                after = next(each for each in now if each[:3] == before[:3])
                assert not before.sees or reaches(after.verdict, before.verdict), (text, outcome.source.text, host)
    assert fixed > FILES // 3
