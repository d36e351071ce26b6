"""What a fix must do for the findings, and must not do to what works: asked of the check before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from capslint.cst.changes import Remove
from capslint.cst.comments import line_below
from capslint.edits import Safety, TextEdit
from capslint.findings import Ability, CheckResult, Finding
from capslint.fix.position_map import offset_before
from capslint.model import Answer, Verdict
from capslint.permissions.least import reaches
from capslint.source import Source
from capslint.startup.records import NamedTuple

OperationKey = tuple[str, str, str]
"""A container, a tool and what it does there: a container can do it more than once."""

_GONE = Verdict(Answer.FAILS, ())
"""What stands for an operation that is no longer recognised."""


class Step(NamedTuple):
    """What was done between two checks: the findings ``fixed`` by ``edits`` of ``source``, as it was before.

    What they had hidden may come to light where fixes whose safety is ``allowed`` go on with it.
    """

    source: Source
    edits: tuple[TextEdit, ...]
    fixed: list[Finding]
    allowed: frozenset[Safety]

    def before(self, path: str, offset: int) -> int:
        """Return where in the file ``path`` something stood that is now at ``offset``."""
        return offset_before(offset, self.edits) if path == self.source.path else offset


def why_worse(before: CheckResult, after: CheckResult, step: Step) -> str | None:
    """Return in one sentence why ``after`` is not ``before`` with the findings of ``step`` cured; None if it is."""
    if after.skipped is not None:
        return f"the fixed text would be skipped: {after.skipped}"
    if len(after.errors) > len(before.errors):
        return f"the fixed text would not be readable: {after.errors[-1].message}"
    return (
        _why_not_cured(before, after, step)
        or _why_beneath(before, after, step)
        or _why_hidden(after, step)
        or _why_weaker(before, after)
        or _why_wider(before, after)
        or _why_narrower(before, after, step)
    )


def _why_hidden(after: CheckResult, step: Step) -> str | None:
    source = step.source
    for ignored in after.ignored:
        if ignored.path != source.path or ignored.target is None:
            continue
        line = source.position(step.before(source.path, ignored.target)).line
        lines = [line_below(source, step.before(source.path, comment.start)) for comment in ignored.comments]
        if line not in lines:
            return f"a comment that stands above another line would come to ignore {ignored.rule}"
    return None


def _why_not_cured(before: CheckResult, after: CheckResult, step: Step) -> str | None:
    # What is no longer said can still be said where it was hidden: in a file that this one was laid over, by the pod
    # for its containers, by a service that is extended. That is the next thing to fix, if it can be: else nothing is
    # different for the container.
    hidden = [finding for finding in after.findings if _was_hidden(finding, step)]
    left = [finding for finding in after.findings if finding not in hidden]
    return (
        _why_something_new(before, after, step)
        or _why_still_hidden(before, hidden, step)
        or _why_still_there(before, left, step)
    )


def _why_something_new(before: CheckResult, after: CheckResult, step: Step) -> str | None:
    """Return what comes to light under a fixed rule in a container where it was not said, if no fix goes on with it."""
    rules = {finding.rule for finding in step.fixed}
    was, stuck = _counted(before.findings), _counted(_without_way_on(after.findings, step))
    for (rule, subject), count in stuck.items():
        if rule in rules and count > was[rule, subject]:
            return f"the fix would make {rule} find something new in {subject}"
    return None


def _why_still_hidden(before: CheckResult, hidden: list[Finding], step: Step) -> str | None:
    """Return what ``hidden`` has to say in the place of what was fixed, if no fix goes on with it."""
    was, gone = _counted(before.findings), _counted(step.fixed)
    stuck = _counted(_without_way_on(hidden, step))
    for (rule, subject), count in stuck.items():
        if gone[rule, subject] and count > was[rule, subject] - gone[rule, subject]:
            return f"{rule} would still find the same in {subject}, where what this hides is written"
    return None


def _without_way_on(findings: Iterable[Finding], step: Step) -> Iterator[Finding]:
    """Return the findings without a fix that may be made in a later pass."""
    return (finding for finding in findings if finding.fix is None or finding.fix.safety not in step.allowed)


def _why_still_there(before: CheckResult, left: list[Finding], step: Step) -> str | None:
    was, now, gone = (_counted_by_file(findings) for findings in (before.findings, left, step.fixed))
    for key, count in now.items():
        if gone[key] and count > was[key] - gone[key]:
            _, rule, subject = key
            return f"{rule} would still find the same in {subject}"
    return None


def _why_beneath(before: CheckResult, after: CheckResult, step: Step) -> str | None:
    """Name the file, not fixed with this one, that gives a container the very thing that was taken out here."""
    was, now, gone = (_counted(findings) for findings in (before.beneath, after.beneath, step.fixed))
    for finding in after.beneath:
        rule, path = finding.rule, finding.document.source.path
        for subject in finding.subjects:
            if gone[rule, subject] and now[rule, subject] > was[rule, subject]:
                return f"{rule} would still find the same in {subject}: {path} gives it too"
    return None


def _was_hidden(finding: Finding, step: Step) -> bool:
    """Return whether ``finding`` is what values that were taken out had hidden.

    The same thing, said at another place.
    """
    alike = [
        fixed for fixed in step.fixed if fixed.rule == finding.rule and set(fixed.subjects) & set(finding.subjects)
    ]
    path, offset = _place(finding)
    place = path, step.before(path, offset)
    return bool(alike) and all(_only_takes_out(fixed) and _place(fixed) != place for fixed in alike)


def _only_takes_out(finding: Finding) -> bool:
    return finding.fix is not None and all(isinstance(change, Remove) for change in finding.fix.changes)


def _place(finding: Finding) -> tuple[str, int]:
    return finding.document.source.path, finding.span.start


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, subject) for finding in findings for subject in _subjects(finding))


def _counted_by_file(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (finding.document.source.path, finding.rule, subject) for finding in findings for subject in _subjects(finding)
    )


def _subjects(finding: Finding) -> tuple[str, ...]:
    return finding.subjects or ("the file",)


def _why_weaker(before: CheckResult, after: CheckResult) -> str | None:
    now = _by_operation(after.abilities)
    come_to_see = _blind(before.abilities) - _blind(after.abilities)  # they failed, whatever they would have done
    kept = (ability for ability in before.abilities if not ability.is_implied or _key(ability) in now)
    for key, goals in _by_operation(kept).items():
        for goal, found in zip_longest(goals, now.get(key, ())[: len(goals)]):
            if key not in come_to_see and not reaches(found or _GONE, goal):
                return _how_weaker(key, goal, found or _GONE)
    return None


def _how_weaker(key: OperationKey, goal: Verdict, found: Verdict) -> str:
    container, tool, operation = key
    facts = [fact for fact in found.depends_on if fact not in goal.depends_on]
    if found.answer is goal.answer and facts:
        return f"whether {tool} {operation} works in {container} would depend on {' and '.join(facts)}"
    verdict = "work" if goal.answer is Answer.WORKS else "possibly work"
    return f"{tool} {operation} would no longer {verdict} in {container}"


def _blind(abilities: tuple[Ability, ...]) -> set[OperationKey]:
    return {_key(ability) for ability in abilities if not ability.sees}


def _by_operation(abilities: Iterable[Ability]) -> dict[OperationKey, list[Verdict]]:
    found: dict[OperationKey, list[Verdict]] = {}
    for ability in abilities:
        found.setdefault(_key(ability), []).append(ability.verdict)
    return found


def _key(ability: Ability) -> OperationKey:
    return ability.container, ability.tool, ability.operation


def _why_wider(before: CheckResult, after: CheckResult) -> str | None:
    had = {(held.container, held.grant) for held in before.grants}
    new = sorted(held for held in after.grants if (held.container, held.grant) not in had)
    failing = {ability.container for ability in after.abilities} - _where_some_work(after.abilities)
    for held in new:
        if held.is_idle:
            return f"{held.container} would be granted {held.grant}, which it does not need"
        if held.container in failing:  # one of the fixes made together is what another one's debugger fails for then
            return f"{held.container} would be granted {held.grant}, with which nothing works there"
    return None


def _where_some_work(abilities: Iterable[Ability]) -> set[str]:
    return {ability.container for ability in abilities if ability.verdict.answer is not Answer.FAILS}


def _why_narrower(before: CheckResult, after: CheckResult, step: Step) -> str | None:
    """Return what a container is denied that nobody wrote: what is taken out can have hidden it."""
    writing = [f"{subject} " for fixed in step.fixed if not _only_takes_out(fixed) for subject in fixed.subjects]
    for limit in sorted(set(after.limits) - set(before.limits)):
        if not f"{limit.container} ".startswith(tuple(writing)):
            return f"{limit.container} would come under {limit.limit}, which is not in force now"
    return None
