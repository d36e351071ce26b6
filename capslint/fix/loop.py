"""Fix, check, prove, again: until nothing applies."""

from __future__ import annotations

from collections.abc import Callable

from capslint.edits import Safety, Withheld, apply_edits
from capslint.findings import CheckResult, Finding
from capslint.fix.candidates import Identity, Planned, identity, planned, without_collisions
from capslint.fix.position_map import Trail, finding_before
from capslint.fix.proof import Proof
from capslint.fix.regressions import Step, why_worse
from capslint.source import Source
from capslint.startup.records import NamedTuple

MAX_PASSES = 10
"""Most passes over one file; a fix that collides with another one waits for the next pass."""

_CYCLE = "fixes undo each other: the text came back to what it had been"
_TOO_MANY = f"still more to fix after {MAX_PASSES} passes: run it again"


class FixOutcome(NamedTuple):
    """The fixed ``source``, what was ``applied``, what was ``withheld`` and why; ``result`` is the check of the text.

    ``withheld`` holds findings of ``result``; ``applied`` are in the order of their places in the text as it was given.
    ``trail`` leads back to that text.
    """

    source: Source
    applied: tuple[Finding, ...]
    withheld: tuple[tuple[Finding, str], ...]
    result: CheckResult
    trail: Trail


class _CheckedText(NamedTuple):
    """A text and what its check gave."""

    source: Source
    result: CheckResult


class _Attempt(NamedTuple):
    """A text with fixes made, its check, and what is wrong with it (None: nothing)."""

    checked: _CheckedText
    fixes: list[Planned]
    wrong: str | None


def fix_source(source: Source, check: Callable[[Source], CheckResult], allowed: frozenset[Safety]) -> FixOutcome:
    """Return ``source`` with every ``allowed`` fix made, as often as new ones come up (at most `MAX_PASSES`).

    ``check`` must give abilities and grants: each pass is held against them. No text is taken that the proof does not
    accept: values and comments by a second reader, bytes outside the edited lines, the findings cured, every debugger
    that worked still working. A fix that breaks this is withheld with the reason, alone. Pure; raises nothing.
    """
    return _Loop(source, _Attempts(check, allowed)).run()


class _Attempts:
    """Makes fixes and proves what comes of them."""

    def __init__(self, check: Callable[[Source], CheckResult], allowed: frozenset[Safety]) -> None:
        self.check = check
        self.allowed = allowed
        self.proof = Proof()

    def make(self, now: _CheckedText, fixes: list[Planned]) -> _Attempt:
        """Return what comes of all ``fixes`` of the text as it is ``now``."""
        edits = tuple(edit for plan in fixes for edit in plan.edits)
        source = now.source.with_text(apply_edits(now.source.text, edits))
        wrong = self.proof.why_wrong(now.source, source, fixes)
        if wrong is not None:
            return _Attempt(_CheckedText(source, now.result), fixes, wrong)
        result = self.check(source)
        step = Step(now.source, edits, [plan.finding for plan in fixes], self.allowed)
        return _Attempt(_CheckedText(source, result), fixes, why_worse(now.result, result, step))


class _Loop:
    """The state of one file between passes."""

    def __init__(self, source: Source, attempts: _Attempts) -> None:
        self.attempts = attempts
        self.start = self.now = _CheckedText(source, attempts.check(source))
        self.applied: list[Finding] = []
        self.trail = Trail(source, [])
        self.guilty: dict[Identity, str] = {}
        self.seen = {source.text}

    def run(self) -> FixOutcome:
        passes = 0
        while passes < MAX_PASSES and (chosen := without_collisions(self._candidates()[0])):
            attempt = self._best(chosen)
            if attempt is None:
                continue  # all of them are guilty now: those that waited for them have their turn
            passes += 1
            if attempt.checked.source.text in self.seen:
                return self._given_back()
            self._take(attempt)
        waiting, withheld = self._candidates()
        withheld += [(plan.finding, _TOO_MANY) for plan in waiting]
        self.applied.sort(key=lambda finding: finding.span)
        return FixOutcome(self.now.source, tuple(self.applied), tuple(withheld), self.now.result, self.trail)

    def _take(self, attempt: _Attempt) -> None:
        self.seen.add(attempt.checked.source.text)
        self.now = attempt.checked
        self.applied += [finding_before(plan.finding, self._trail_of) for plan in attempt.fixes]
        self.trail.passes.append(tuple(edit for plan in attempt.fixes for edit in plan.edits))
        self.guilty.clear()  # what was wrong before can be right beside what is fixed now

    def _given_back(self) -> FixOutcome:
        """Return the text as it was, with every fix withheld."""
        source, result = self.start
        withheld = tuple((finding, _CYCLE) for finding in result.findings if self._is_allowed(finding))
        return FixOutcome(source, (), withheld, result, Trail(source, []))

    def _trail_of(self, path: str) -> Trail | None:
        return self.trail if path == self.start.source.path else None

    def _is_allowed(self, finding: Finding) -> bool:
        return finding.fix is not None and finding.fix.safety in self.attempts.allowed

    def _candidates(self) -> tuple[list[Planned], list[tuple[Finding, str]]]:
        fixes: list[Planned] = []
        withheld: list[tuple[Finding, str]] = []
        for finding in self.now.result.findings:
            plan = planned(self.now.source, finding, self.attempts.allowed)
            if isinstance(plan, Withheld):
                withheld.append((finding, plan.reason))
            elif plan and identity(finding) in self.guilty:
                withheld.append((finding, self.guilty[identity(finding)]))
            elif plan:
                fixes.append(plan)
        return fixes, withheld

    def _best(self, chosen: list[Planned]) -> _Attempt | None:
        """Make all of ``chosen``, or what is sound of either half, or of the first; None if nothing is.

        A fix that is wrong alone is guilty. Halves find the few among many in few attempts: each checks the whole file.
        """
        attempt = self.attempts.make(self.now, chosen)
        if attempt.wrong is None:
            return attempt
        if len(chosen) == 1:
            self.guilty[identity(chosen[0].finding)] = attempt.wrong
            return None
        middle = len(chosen) // 2
        first, second = self._best(chosen[:middle]), self._best(chosen[middle:])
        if first is None or second is None:
            return first or second
        together = self.attempts.make(self.now, [*first.fixes, *second.fixes])
        return together if together.wrong is None else first
