"""Fixing all the files of a run: each where the value was written, proven by all who use what is written there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

from capslint.check import check_source
from capslint.edits import Safety
from capslint.findings import CheckResult, Error, Finding
from capslint.fix import FixOutcome, Trail, error_before, finding_before, fix_source
from capslint.report.reporters import Reporter
from capslint.run.inputs import Input, failed, guarded
from capslint.run.merge_results import Checked, gathered, light
from capslint.run.settings import Settings
from capslint.run.shared_file import together
from capslint.run.workspace import Workspace
from capslint.source import Source, SourceError, Span
from capslint.source.files import ReadError, is_within_project
from capslint.source.write import WriteError
from capslint.startup.records import NamedTuple

MAX_ROUNDS = 4
"""How often files are fixed anew because another one that they are used with has changed."""

_OUTSIDE = "it is to be fixed in {}, which is outside of this project"
_FAILED = "the file in which it is to be fixed cannot be written"
_STDIN = "it is to be fixed in {}, and of standard input nothing else is written"
_Place = tuple[str, str, Span]


class _File(NamedTuple):
    """One file of the run as it was checked last."""

    path: str
    named: bool
    result: CheckResult


class Fixer:
    """Fixes the files of one run: ``allowed`` are the fixes to make."""

    def __init__(self, settings: Settings, allowed: frozenset[Safety], workspace: Workspace) -> None:
        self.settings = settings
        self.options = settings.check_options
        self.allowed = allowed
        self.workspace = workspace
        self.files: dict[str, _File] = {}  # by real path
        self.others: dict[str, set[str]] = {}  # the real paths of the other files that one is made with, if any
        self.applied: dict[str, list[Finding]] = {}
        self.reasons: dict[_Place, str] = {}
        self.failures: dict[str, Error] = {}
        self.trails: dict[str, Trail] = {}

    def add(self, one: Input) -> None:
        """Check a file of the run."""
        result = one.result
        if one.source is not None or one.is_stdin:  # what comes in goes out, also when nobody can read it
            self.workspace.take(one.path, one.data, one.is_stdin)
        if one.source is not None:
            result = self._check(one.path, one.source)
        self._take(os.path.realpath(one.path), _File(one.path, one.named, result))

    def run(self, reporter: Reporter) -> None:
        """Fix all files, and tell of each what was fixed and what is left.

        Files that are made with others are fixed as often as a fix of one leads to another one elsewhere.
        """
        if not self.others:
            self._run_one_by_one(reporter)
            return
        for _ in range(MAX_ROUNDS):
            self.reasons.clear()  # what was wrong before can be right beside what is fixed now
            affected = self._fix_targets(self._gathered())
            for key in affected:
                self._check_again(key)
            if not affected:
                break
        self._report(reporter)

    def _run_one_by_one(self, reporter: Reporter) -> None:
        unwritten: OSError | None = None
        for key, one in tuple(self.files.items()):
            self._fix_targets([Checked(*one)])
            try:
                if unwritten is None:
                    self._report_one(reporter, Checked(*self.files[key]), key)
            except OSError as error:  # a report that nobody can read is no reason to leave files as they are
                unwritten = error
        if unwritten is not None:
            raise unwritten

    def _fix_targets(self, checked: list[Checked]) -> set[str]:
        affected: set[str] = set()
        for key, path in self._targets(checked).items():
            affected |= self._fix(key, path)
        return affected

    def _report(self, reporter: Reporter) -> None:
        told: set[str] = set()
        for one in self._gathered():
            key = os.path.realpath(one.path)
            told.add(key)
            self._report_one(reporter, one, key)
        for key, findings in self.applied.items():
            if key not in told:
                self._report_one(reporter, Checked(findings[0].document.source.path, False, CheckResult()), key)

    def _report_one(self, reporter: Reporter, one: Checked, key: str) -> None:
        if key in self.applied:
            reporter.add_fixed(tuple(self.applied[key]))
        errors = one.result.errors + ((self.failures[key],) if key in self.failures else ())
        findings = tuple(self._with_reason(finding) for finding in one.result.findings)
        if self.workspace.dry:  # the file is as it was, and so is what a person sees there
            findings = tuple(finding_before(finding, self._trail) for finding in findings)
            errors = tuple(error_before(error, self._trail) for error in errors)
        reporter.add(one.path, one.named, one.result._replace(findings=findings, errors=errors))

    def _with_reason(self, finding: Finding) -> Finding:
        # A fix that was tried and taken back is not offered again: its reason stands in its place.
        reason = self.reasons.get(_place(finding))
        if finding.fix is not None and os.path.realpath(finding.fix.document.source.path) in self.failures:
            reason = _FAILED
        return finding._replace(fix=None, withheld=reason) if reason else finding

    def _trail(self, path: str) -> Trail | None:
        return self.trails.get(os.path.realpath(path))

    def _gathered(self) -> list[Checked]:
        checked = [Checked(one.path, one.named, one.result) for one in self.files.values()]
        return gathered(checked, self.settings.is_excluded)

    def _targets(self, checked: list[Checked]) -> dict[str, str]:
        """Return the files to fix, by real path, in the order in which they come up."""
        found: dict[str, str] = {}
        for one in checked:
            for finding in one.result.findings:
                fix = finding.fix
                if fix is None or fix.safety not in self.allowed or not isinstance(fix.edits, tuple):
                    continue
                path = fix.document.source.path
                key = os.path.realpath(path)
                if _place(finding) in self.reasons or key in self.failures:
                    continue
                why_not = self._why_not(key, path)
                if why_not is None:
                    found.setdefault(key, path)
                else:
                    self.reasons[_place(finding)] = why_not
        return found

    def _why_not(self, key: str, path: str) -> str | None:
        """Return why a file must not be edited; None if it may be: it was given, or belongs to the project of one.

        A link that was only found, in a folder, can lead anywhere.
        """
        if key in self.files and self.files[key].named:
            return None
        users = self._users(key)
        if all(self.workspace.is_stdin(one.path) for one in users):
            return _STDIN.format(path)
        is_left_out = any(self.settings.is_excluded(one) for one in (path, key))
        if is_left_out or not any(is_within_project(key, one.path) for one in users):
            return _OUTSIDE.format(os.path.relpath(key) if os.path.islink(path) else path)
        return None

    def _users(self, key: str) -> list[_File]:
        """Return the checked files that are made with the file ``key``, itself first."""
        own = [self.files[key]] if key in self.files else []
        return own + [self.files[user] for user, others in self.others.items() if key in others]

    def _take(self, key: str, one: _File) -> None:
        self.files[key] = one
        others = {os.path.realpath(path) for path in _paths_in(one.result) if path != one.path} - {key}
        self.others.pop(key, None)
        if others:
            self.others[key] = others

    def _fix(self, key: str, path: str) -> set[str]:
        """Fix one file; return the real paths of those to be checked again."""
        users = self._users(key)
        path = self.files[key].path if key in self.files else path
        nobody = CheckResult()
        outcome = guarded(path, partial(self._outcome, key, path, users), lambda result: result)
        if isinstance(outcome, CheckResult):
            self.failures[key] = (outcome.errors or failed(path, "cannot be fixed").errors)[0]
            return set()
        self.reasons.update((_place(finding), reason) for finding, reason in _withheld(outcome, key))
        if not outcome.applied:
            return set()
        applied = light(nobody._replace(findings=outcome.applied)).findings
        self.applied.setdefault(key, []).extend(finding_before(finding, self._trail) for finding in applied)
        self.trails.setdefault(key, outcome.trail._replace(passes=[])).passes.extend(outcome.trail.passes)
        if len(users) == 1 and key in self.files and key not in self.others:
            self._take(key, users[0]._replace(result=light(outcome.result)))
            return set()
        return {os.path.realpath(one.path) for one in users}

    def _outcome(self, key: str, path: str, users: list[_File]) -> FixOutcome | CheckResult:
        try:
            source, data = self.workspace.read(path)
            outcome = fix_source(source, self._checker(key, users), self.allowed)
            if outcome.applied:
                self.workspace.replace(path, data, source, outcome.source.text)
        except (ReadError, WriteError) as error:
            return failed(path, str(error))
        except SourceError as error:
            return failed(path, error.message)
        return outcome

    def _checker(self, key: str, users: list[_File]) -> Callable[[Source], CheckResult]:
        options = self.options._replace(measure=True)
        if len(users) == 1 and key in self.files:
            files = self.workspace.files(users[0].path)
            return lambda source: check_source(source, options, files)
        sources = {one.path: self.workspace.read(one.path)[0] for one in users if os.path.realpath(one.path) != key}

        def check(source: Source) -> CheckResult:
            files = {one.path: self.workspace.files(one.path, {key: source.text}) for one in users}
            checks = [
                (one.path, check_source(sources.get(one.path, source), options, files[one.path])) for one in users
            ]
            return together(source, checks)

        return check

    def _check(self, path: str, source: Source) -> CheckResult:
        work = partial(check_source, source, self.options, self.workspace.files(path))
        return light(guarded(path, work, lambda result: result))

    def _check_again(self, key: str) -> None:
        one = self.files[key]
        try:
            result = self._check(one.path, self.workspace.read(one.path)[0])
        except (ReadError, SourceError) as error:
            result = failed(one.path, str(error))
        self._take(key, one._replace(result=result))


def _place(finding: Finding) -> _Place:
    return finding.rule, os.path.realpath(finding.document.source.path), finding.span


def _paths_in(result: CheckResult) -> set[str]:
    """Return the paths of the files that a result speaks of."""
    fixes = {finding.fix.document.source.path for finding in result.findings if finding.fix is not None}
    return {part.path for part in result.parts} | {one.document.source.path for one in result.findings} | fixes


def _withheld(outcome: FixOutcome, key: str) -> Iterator[tuple[Finding, str]]:
    for finding, reason in outcome.withheld:
        if finding.fix is not None and os.path.realpath(finding.fix.document.source.path) == key:
            yield finding, reason
