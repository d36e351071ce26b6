"""What must hold of every fix, whatever the file and the host: each property returns what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import yaml

from capslint.api import Safety
from capslint.debuggers.catalogue import operation_for
from capslint.findings import Finding
from capslint.model import Answer, Container, Evidence, Host, Sureness, Unknown, Verdict, Workload
from capslint.model.capability_names import NAMES
from capslint.model.container import is_same
from capslint.model.grants import bare_name, find_grant
from capslint.source import Source
from tests.privilege.asked_operations import (
    AMBIENT,
    MAY_GAIN,
    NOBODY_KNOWN,
    Debuggers,
    Question,
    answers,
    in_effect,
    is_worse,
    looks_at_others,
    run_as,
    sees_nobody,
    starts,
    verdict_of,
)
from tests.privilege.by_hand import by_hand_as_by_fix
from tests.privilege.fixing import EVERYTHING, PATH, SAFE, Check, Fixed, checker
from tests.privilege.workloads import Generated, shuffled

ORDER = "order"
BY_HAND = "by hand"
PASTE = frozenset(("seccomp=unconfined", "apparmor=unconfined", "SYS_PTRACE", f"{AMBIENT}SYS_PTRACE"))


Answers = dict[Question, list[Verdict]]


def nothing_gets_worse(fix: Fixed) -> Iterator[str]:
    """1: no operation that may be meant works less surely than before, in any container."""
    if fix.fixed == fix.text:
        return
    answered, after = answers(fix.before, fix.host), answers(fix.after, fix.host)
    implied = {asked for of in fix.before for asked, seen in of.meant if seen.is_implied}
    for question, before in answered.items():
        then = after.get(question, [])
        if not then and question.asked in implied:
            continue  # nothing but what went had shown it
        if len(then) != len(before):
            yield f"{question.asked} is gone"
        if question.as_if_seen and _comes_to_see(question._replace(as_if_seen=False), answered, after):
            continue
        for was, now in zip(before, then, strict=False):
            if is_worse(now, was):
                said = f"{was.answer.name} {was.depends_on} -> {now.answer.name} {now.depends_on}"
                yield f"{_told(question)}: {said}"


def _comes_to_see(question: Question, before: Answers, after: Answers) -> bool:
    """Return whether the debugger saw nobody, and so failed, and sees somebody now: no stand-in for him counts then."""
    return all(map(sees_nobody, before[question])) and not any(map(sees_nobody, after.get(question, [])))


def _told(question: Question) -> str:
    asked, user, as_if_seen = question
    whom = "" if user is None else f" as {user.uid}"
    seen = " if it sees its target" if as_if_seen else ""
    return f"{asked.container}: {asked.tool} {asked.operation}{whom}{seen}"


def nothing_needless_takes_effect(fix: Fixed) -> Iterator[str]:
    """2: nothing comes into effect but what an operation needs that a command of this container runs."""
    if fix.fixed == fix.text:
        return
    for before, after in fix.pairs():
        gained = in_effect(after.container, fix.host) - in_effect(before.container, fix.host)
        gained -= in_effect(without_refused(before.container), fix.host)
        for grant in sorted(gained):
            if not grant.startswith(AMBIENT) and not _is_needed(grant, after, fix):
                yield f"{after.container.label} has {grant}, which it had not"


def without_refused(container: Container) -> Container:
    """Return ``container`` as if a profile that the server refuses were not written: what it had then is not gained."""
    is_refused = isinstance(container.apparmor.value, Unknown) and bool(container.refused)
    return container._replace(apparmor=container.apparmor.with_value(None)) if is_refused else container


def _is_needed(grant: str, after: Debuggers, fix: Fixed) -> bool:
    """Return whether a debugger needs ``grant``: for a safe fix one that a command runs."""
    may_be_installed = Safety.UNSAFE in fix.allowed
    counted = [seen for _, seen in after.meant if may_be_installed or seen.is_run]
    return any(_needs(seen, grant, after, fix.host) for seen in counted)


def _needs(seen: Evidence, grant: str, after: Debuggers, host: Host) -> bool:
    for user in NOBODY_KNOWN:
        container, workload = run_as(user, after.container, after.workload)
        without = without_grant(container, grant)
        now = verdict_of(seen, container, workload, host, as_if_seen=True)
        lacking = verdict_of(seen, without, _with(workload, without), host, as_if_seen=True)
        if is_worse(lacking, now):
            return True
    return False


def _with(workload: Workload, changed: Container) -> Workload:
    containers = tuple(changed if is_same(other, changed) else other for other in workload.containers)
    return workload._replace(containers=containers)


def without_grant(container: Container, name: str) -> Container:
    """Return ``container`` without what ``name`` gives it."""
    if name == MAY_GAIN:
        return container._replace(no_new_privileges=container.no_new_privileges.with_value(True))
    grant = find_grant(name)
    assert grant is not None
    without = container
    for setting in grant.settings(container):
        without = grant.taken_from(without, setting)
    drop: Any = container.cap_drop
    if grant.field == "cap_add" and isinstance(drop.value, tuple):  # a set that it is in by default, or by ALL
        more = drop.with_value(bare_name(name))
        without = without._replace(cap_drop=drop.with_value((*drop.value, more)))
    return without


def nothing_is_left_to_fix(fix: Fixed) -> Iterator[str]:
    """3: a check of what was fixed offers no fix that was allowed."""
    why = {id(finding): reason for finding, reason in fix.outcome.withheld}
    for finding in fix.outcome.result.findings:
        if finding.fix is not None and finding.fix.safety in fix.allowed:
            yield f"{finding.rule} of {finding.subjects} is left: {why.get(id(finding))}"


def order_changes_nothing(file: Generated, host: Host, check: Check, seed: int) -> Iterator[str]:
    """4: services, containers, keys and rules in another order: the same findings, and the same end."""
    fix, other = (Fixed(of.text, host, EVERYTHING, check) for of in (file, shuffled(file, seed)))
    found, again = (of.check(Source(PATH, of.text)).findings for of in (fix, other))
    for finding in sorted(_named(found) ^ _named(again)):
        yield f"{finding} in one order only"
    if _as_data(fix.fixed) != _as_data(other.fixed):
        yield f"the end is another one:\n{other.fixed}"
    backwards = Fixed(file.text, host, EVERYTHING, checker(host, backwards=True))
    if backwards.fixed != fix.fixed:
        yield f"the order of the rules matters:\n{backwards.fixed}"


def _named(findings: tuple[Finding, ...]) -> set[tuple[str, tuple[str, ...], str, str]]:
    return {
        (
            finding.rule,
            tuple(sorted(finding.subjects)),
            finding.severity.name,
            finding.fix.safety.name if finding.fix else "",
        )
        for finding in findings
    }


def _as_data(text: str) -> str:
    """Return the values of a file, of which neither keys, containers nor capabilities have an order."""

    def ordered(value: Any) -> Any:
        if _is_capability(value):
            return value.upper()
        if not isinstance(value, dict):
            items = [ordered(of) for of in value] if isinstance(value, list) else value
            return sorted(items) if value and isinstance(value, list) and all(map(_is_capability, value)) else items
        named = {key: ordered(of) for key, of in value.items()}
        apart = {key: sorted(named[key], key=json.dumps) for key in ("containers",) if key in named}
        return dict(sorted((named | apart).items()))

    return json.dumps(ordered(yaml.load(text, Loader=yaml.CSafeLoader)))


def _is_capability(value: Any) -> bool:
    return isinstance(value, str) and bare_name(value) in NAMES


def every_failure_is_told(fix: Fixed) -> Iterator[str]:
    """5: an operation of a command that fails for sure is named by a finding of its container."""
    if Safety.UNSAFE in fix.allowed:
        return
    findings = fix.check(Source(PATH, fix.text)).findings
    for of in fix.before:
        for seen in of.evidence:
            is_run = seen.is_run
            if is_run and verdict_of(seen, of.container, of.workload, fix.host).answer is Answer.FAILS:
                label = of.container.label
                if not any(label in finding.subjects and _names(finding, seen) for finding in findings):
                    yield f"nothing tells that {seen.tool} {seen.operation} ({' '.join(seen.words)}) fails in {label}"


def _names(finding: Finding, seen: Evidence) -> bool:
    return "fail" in finding.message and (seen.tool, seen.operation) in finding.fails


def programs_keep_what_they_may_need(fix: Fixed) -> Iterator[str]:
    """6: by a safe fix no program can lose more than what is pasted for debuggers, and none in a mode of its own."""
    if fix.fixed == fix.text or Safety.UNSAFE in fix.allowed:
        return
    for before, after in fix.pairs():
        lost = in_effect(before.container, fix.host) - in_effect(after.container, fix.host)
        for grant in sorted(lost):
            if starts(before.container, fix.host) and not _may_go(grant, before):
                yield f"{before.container.label} loses {grant}"


def _may_go(grant: str, of: Debuggers) -> bool:
    """Return whether a safe fix may take ``grant`` from a container, by what its command runs."""
    running = [seen for seen in of.evidence if seen.sureness is Sureness.COMMAND and not seen.is_mode]
    if not running:
        return False
    starts_nothing = all(seen.is_alone and looks_at_others(operation_for(seen)) for seen in running)
    return starts_nothing or grant in PASTE


OF_A_FIX: dict[str, Callable[[Fixed], Iterator[str]]] = {
    "worse": nothing_gets_worse,
    "needless": nothing_needless_takes_effect,
    "left": nothing_is_left_to_fix,
    "lost": programs_keep_what_they_may_need,
    "untold": every_failure_is_told,
}
"""What is asked of each file, safe and unsafe, on each host."""


def broken(
    file: Generated, hosts: Iterable[Host], number: int, only: str | None = None
) -> Iterator[tuple[str, Host, str]]:
    """Return each property that does not hold of ``file``, with the host and what is wrong; ``only`` asks for one."""
    text, hosts = file.text, tuple(hosts)
    checks = {host: checker(host) for host in (*hosts, *file.hosts)}
    for host in hosts:
        check = checks[host]
        for allowed in (SAFE, EVERYTHING):
            asked = {(name if allowed is EVERYTHING else f"{name} (safe)"): holds for name, holds in OF_A_FIX.items()}
            if only in (None, *asked):
                fix = Fixed(text, host, allowed, check)
                for kind in (only,) if only else asked:
                    yield from ((kind, host, problem) for problem in asked[kind](fix))
    host = file.hosts[number % len(file.hosts)] if only is None else next(iter(hosts))
    if only in (None, ORDER):
        yield from ((ORDER, host, problem) for problem in order_changes_nothing(file, host, checks[host], number))
    if only in (None, BY_HAND):
        problems = by_hand_as_by_fix(text, host, checks[host], number)
        yield from ((BY_HAND, host, problem) for problem in problems)
