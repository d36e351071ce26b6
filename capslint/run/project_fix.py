"""Fixing all the files of a run: each where the value was written, proven by all who use what is written there."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING

from capslint.check import check_source
from capslint.edits import Safety
from capslint.findings import CheckResult
from capslint.fix import FixOutcome, fix_source
from capslint.report.reporters import Reporter
from capslint.run.check_files import told_of
from capslint.run.fixes_made import FixesMade
from capslint.run.inputs import Input, failed, guarded
from capslint.run.merge_results import Checked, gathered, light
from capslint.run.run_files import RunFiles
from capslint.run.settings import Settings
from capslint.run.shared_file import together
from capslint.run.workspace import Workspace
from capslint.source import Source, SourceError
from capslint.source.atomic_write import WriteError
from capslint.source.files import ReadError
from capslint.source.repository_roots import is_within_project

if TYPE_CHECKING:  # few runs know anything beforehand
    from capslint.run.known.known_findings import KnownFindings

MAX_ROUNDS = 4
"""How often files are fixed anew because another one that they are used with has changed."""

_OUTSIDE = "it is to be fixed in {}, which is outside of this project"
_STDIN = "it is to be fixed in {}, and of standard input nothing else is written"


class Fixer:
    """Fixes the files of one run: ``allowed`` are the fixes to make, what is ``known`` is left alone.

    With ``accept_for``, a reason, findings are accepted in the place of being fixed.
    """

    def __init__(
        self,
        settings: Settings,
        allowed: frozenset[Safety],
        workspace: Workspace,
        known: tuple[KnownFindings, ...] = (),
        accept_for: str | None = None,
    ) -> None:
        self.settings = settings
        self.options = settings.check_options
        self.allowed = allowed
        self.workspace = workspace
        self.known = known
        self.accept_for = accept_for
        self.files = RunFiles()
        self.made = FixesMade()

    def add(self, file: Input) -> None:
        """Check a file of the run."""
        result = file.result
        if file.source is not None or file.is_stdin:  # what comes in goes out, also when nobody can read it
            self.workspace.take(file.path, file.data, file.is_stdin)
        if file.source is not None:
            result = self._check(file.path, file.source, file.named)
        self.files.take(os.path.realpath(file.path), Checked(file.path, file.named, result))

    def run(self, reporter: Reporter) -> None:
        """Fix all files, and tell of each what was fixed and what is left.

        Files that are made with others are fixed as often as a fix of one leads to another one elsewhere.
        """
        if self.files.stand_alone:
            self._run_one_by_one(reporter)
            return
        for _ in range(MAX_ROUNDS):
            self.made.forget_reasons()
            affected = self._fix_targets(self._gathered())
            for key in affected:
                self._check_again(key)
            if not affected:
                break
        self._report(reporter)

    def _run_one_by_one(self, reporter: Reporter) -> None:
        unwritten: OSError | None = None
        for key, file in tuple(self.files.checked.items()):
            self._fix_targets([file])
            try:
                if unwritten is None:
                    self._report_file(reporter, self.files.checked[key], key)
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
        reported: set[str] = set()
        for file in self._gathered():
            key = os.path.realpath(file.path)
            reported.add(key)
            self._report_file(reporter, file, key)
        for key, findings in self.made.applied.items():
            if key not in reported:
                self._report_file(reporter, Checked(findings[0].document.source.path, False, CheckResult()), key)

    def _report_file(self, reporter: Reporter, file: Checked, key: str) -> None:
        if key in self.made.applied:
            reporter.add_fixed(tuple(self.made.applied[key]))
        # In a dry run the file is as it was, and so is what a person sees there.
        left = self.made.left_in(key, file.result, as_before=self.workspace.dry)
        is_told = not reporter.setup.fixes_only
        told = told_of(self.settings, self.known, file.path, left) if is_told else left._replace(findings=())
        reporter.add(file.path, file.named, told)

    def _gathered(self) -> list[Checked]:
        return gathered([*self.files.checked.values()], self.settings.is_excluded)

    def _targets(self, checked: list[Checked]) -> dict[str, str]:
        """Return the files to fix, by real path, in the order in which they come up."""
        found: dict[str, str] = {}
        told = (finding for file in checked for finding in self.settings.policy.told(file.result).findings)
        for finding in told:
            fix = finding.fix
            if fix is None or fix.safety not in self.allowed or not isinstance(fix.edits, tuple):
                continue
            path = fix.document.source.path
            key = os.path.realpath(path)
            if self.made.is_ruled_out(finding, key):
                continue
            why_not = self._why_not(key, path)
            if why_not is None:
                found.setdefault(key, path)
            else:
                self.made.withhold(finding, why_not)
        return found

    def _why_not(self, key: str, path: str) -> str | None:
        """Return why a file must not be edited; None if it may be: it was given, or belongs to the project of one.

        A link that was only found, in a folder, can lead anywhere.
        """
        if key in self.files.checked and self.files.checked[key].named:
            return None
        users = self.files.users(key)
        if all(self.workspace.is_stdin(user.path) for user in users):
            return _STDIN.format(path)
        is_left_out = any(map(self.settings.is_excluded, (path, key)))
        if is_left_out or not any(is_within_project(key, user.path) for user in users):
            return _OUTSIDE.format(os.path.relpath(key) if os.path.islink(path) else path)
        return None

    def _fix(self, key: str, path: str) -> set[str]:
        """Fix one file; return the real paths of those to be checked again."""
        users = self.files.users(key)
        path = self.files.checked[key].path if key in self.files.checked else path
        outcome = guarded(path, partial(self._outcome, key, path, users), lambda result: result)
        if isinstance(outcome, CheckResult):
            self.made.failures[key] = (outcome.errors or failed(path, "cannot be fixed").errors)[0]
            return set()
        self.made.add(key, outcome)
        if not outcome.applied:
            return set()
        if self.files.is_by_itself(key):
            self.files.take(key, users[0]._replace(result=light(outcome.result)))
            return set()
        return {os.path.realpath(user.path) for user in users}

    def _outcome(self, key: str, path: str, users: list[Checked]) -> FixOutcome | CheckResult:
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

    def _checker(self, key: str, users: list[Checked]) -> Callable[[Source], CheckResult]:
        options = self.options._replace(measure=True)
        if len(users) == 1 and key in self.files.checked:
            path = users[0].path
            files_of_user = self.workspace.files(path)
            own = self.settings.options_for(path, options)._replace(thorough=users[0].named)
            return lambda source: self._to_be_fixed(path, check_source(source, own, files_of_user))
        sources = {user.path: self.workspace.read(user.path)[0] for user in users if os.path.realpath(user.path) != key}

        def check(source: Source) -> CheckResult:
            files = {user.path: self.workspace.files(user.path, {key: source.text}) for user in users}
            checks = [
                (path, check_source(sources.get(path, source), self.settings.options_for(path, options), files[path]))
                for path in files
            ]
            return self._to_be_fixed(source.path, together(source, checks))

        return check

    def _check(self, path: str, source: Source, is_named: bool) -> CheckResult:
        options = self.settings.options_for(path, self.options)._replace(thorough=is_named)
        work = partial(check_source, source, options, self.workspace.files(path))
        return light(self._to_be_fixed(path, guarded(path, work, lambda result: result)))

    def _to_be_fixed(self, path: str, result: CheckResult) -> CheckResult:
        """Return ``result`` without fixes of what is not told or known already, or with those that accept the rest."""
        if self.accept_for is not None:
            result = self._accepted(path, result, self.accept_for)
        result = self.settings.policy.fixable(result)
        for known in self.known:
            result = known.unfixed(path, result)
        return result

    def _accepted(self, path: str, result: CheckResult, reason: str) -> CheckResult:
        """Return ``result`` with fixes that accept what is told and new: no comment is to name anything else."""
        from capslint.suppress.added_notes import with_notes

        findings = result.findings
        wanted = [self.settings.policy.tells(finding) for finding in findings]
        for known in self.known:
            wanted = [is_told and is_new for is_told, is_new in zip(wanted, known.new_of(path, result), strict=True)]
        noted = iter(with_notes(compress(findings, wanted), reason))
        pairs = zip(findings, wanted, strict=True)
        return result._replace(findings=tuple(next(noted) if is_wanted else finding for finding, is_wanted in pairs))

    def _check_again(self, key: str) -> None:
        file = self.files.checked[key]
        try:
            result = self._check(file.path, self.workspace.read(file.path)[0], file.named)
        except (ReadError, SourceError) as error:
            result = failed(file.path, str(error))
        self.files.take(key, file._replace(result=result))
