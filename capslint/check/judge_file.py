"""The judging of one file: what rules find in its workloads, and the facts that a fix is held against."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from capslint import formats
from capslint.api.rule import Group, Rule
from capslint.api.say import so_fails
from capslint.check.agreement import Agreement
from capslint.check.check_options import Options
from capslint.check.context import Judge
from capslint.check.deduplicate import merged
from capslint.check.plan_fixes import feasible
from capslint.check.proof_facts import ProofFacts
from capslint.check.reported_files import Origins
from capslint.check.rule_filter import asked_about
from capslint.edits import Safety
from capslint.findings import CheckResult, Error, Finding, Ignored
from capslint.model import Answer, Container, Host, Unknown, Workload
from capslint.plan.separate_parts import WorkloadPart, parts_of
from capslint.source import Source, Span
from capslint.source.budget import ITEMS, BudgetError, spend
from capslint.suppress import MARK

if TYPE_CHECKING:
    from capslint.suppress.annotated_notes import AnnotatedNotes
    from capslint.suppress.told_notes import NoteRun


class JudgedFile:
    """What has been found in the workloads of ``source`` so far.

    ``beneath`` are the findings in files that it is laid over, ``errors`` are rules that failed.
    """

    def __init__(self, source: Source, options: Options) -> None:
        self.options = options
        self.origins = Origins(source)
        self.facts = ProofFacts()
        self.findings: list[Finding] = []
        self.beneath: list[Finding] = []
        self.agreement = Agreement()
        self.errors: list[Error] = []
        self.annotated: AnnotatedNotes | None = None

    def add(self, workload: Workload, rules: Iterable[Rule]) -> None:
        """Ask ``rules`` about each container of ``workload``, and measure it where that is wanted."""
        _count_lists(workload)
        self.origins.add(workload)
        before = len(self.findings)
        for part in parts_of(workload):
            self._add_part(part, rules)
        self.agreement.add(workload, self.findings[before:])

    def _add_part(self, part: WorkloadPart, rules: Iterable[Rule]) -> None:
        judge = Judge(self.options.host, part.among)
        try:
            asked = asked_about(rules, part.own, lambda container: bool(judge.context(container).evidence))
            first = tuple(rule for rule in asked if not rule.meta.after_others)
            last = tuple(rule for rule in asked if rule.meta.after_others)
            for container in part.own:
                self._judge(container, judge, first)
            for container in part.own:
                self._judge(container, judge, last)
                if self.options.measure:
                    self.facts.add(container, judge.context(container))
        finally:
            judge.forget()

    def result(self, unread: Iterable[Error], is_ours: bool) -> CheckResult:
        """Return all that is to be said; ``unread`` are errors of reading, ``is_ours`` tells that something was read.

        Where nothing was, nobody is told of comments that ignore nothing.
        """
        unread = (*unread, *self.origins.errors())
        kept, told, ignored = self._suppressed(is_whole=not (unread or self.errors))
        if is_ours:
            kept = [*kept, *told]
        return CheckResult(
            findings=tuple(sorted(kept, key=self._order)),
            errors=tuple(sorted({*unread, *self.errors})),
            abilities=tuple(self.facts.abilities),
            grants=tuple(self.facts.grants),
            parts=self.origins.parts(),
            ignored=tuple(ignored) if self.options.measure else (),
            limits=tuple(self.facts.limits),
            beneath=tuple(self.beneath),
        )

    def _judge(self, container: Container, judge: Judge, rules: Iterable[Rule]) -> None:
        if self.origins.is_reported(container):
            self._see_annotations(container, judge.model.workload)
            for rule in rules:
                if formats.format_of(container).facts.issuperset(rule.meta.facts):
                    self._ask(rule, container, judge)

    def _ask(self, rule: Rule, container: Container, judge: Judge) -> None:
        context = judge.context(container)
        try:
            for said in rule.check(container, context):
                finding = _with_what_fails(said, judge) if said.stops else said
                if judge.model.host.each:
                    finding = self._with_hosts(finding, rule, judge)
                finding = _dated(finding, judge.model.host)
                if not self._is_left_out(finding):
                    judge.told.append(finding)
                if self.origins.is_told(finding):
                    self._keep(finding, container, context.workload)
                elif self.options.measure:
                    self.beneath.append(finding)
        except BudgetError:
            raise
        except Exception as error:  # a rule is anybody's code, and the others go on
            where = f"internal error in rule {rule.meta.id} on {container.label}"
            source, what = container.document.source, f"{type(error).__name__}: {error}{_origin(error)}"
            self.errors.append(Error(source.path, *source.position(container.header.start), f"{where}: {what}"))

    def _with_hosts(self, finding: Finding, rule: Rule, judge: Judge) -> Finding:
        from capslint.check.hosts_of_finding import hosts_told, with_hosts

        return with_hosts(finding, judge) if rule.meta.group in (Group.FAILING, None) else hosts_told(finding, judge)

    def _is_left_out(self, finding: Finding) -> bool:
        left_out = self.options.left_out
        return left_out is not None and finding.rule in left_out(finding.document.source.path)

    def _keep(self, finding: Finding, container: Container, workload: Workload) -> None:
        """Take ``finding``, unless an annotation accepts it for ``container``."""
        left: Finding | None = finding
        if self.annotated is not None:
            left = self.annotated.left_of(finding, container, self._note_run(finding.document.source.path))
        if left is not None:
            self.findings.append(_held_back(left, workload))

    def _see_annotations(self, container: Container, workload: Workload) -> None:
        """Take the annotations to capslint that ``container`` has, if it has any."""
        if any(annotation.name.startswith(MARK) for annotation in container.written_annotations):
            from capslint.suppress.annotated_notes import AnnotatedNotes

            if self.annotated is None:
                self.annotated = AnnotatedNotes()
            self.annotated.see(container, frozenset(other.name for other in workload.containers))

    def _note_run(self, path: str, is_whole: bool = True) -> NoteRun:
        """Return what is known of the run for notes in the file ``path``: a rule that is left out there did not run."""
        from capslint.suppress.told_notes import NoteRun

        left_out = self.options.left_out
        ran = {rule.meta.id for rule in self.options.rules}.difference(left_out(path) if left_out is not None else ())
        return NoteRun(frozenset(ran), self.options.known, self.options.today, is_whole)

    def _suppressed(self, is_whole: bool) -> tuple[list[Finding], list[Finding], list[Ignored]]:
        """Return the findings that stay, those about comments to capslint, and what these accept."""
        kept = feasible(merged(map(self.agreement.cautious, self.findings)))
        sources = [source for source in self.origins.sources() if MARK in source.text]
        if not sources:
            return kept, [], []
        from capslint.suppress.apply_notes import suppress

        run = self._note_run(self.origins.source.path, is_whole)
        told = feasible(self.annotated.told(run)) if self.annotated is not None else []
        ignored = [*self.annotated.ignored] if self.annotated is not None else []
        for source in sources:
            kept, wrong, accepted = suppress(source, kept, self._note_run(source.path, is_whole))
            told += wrong
            ignored += accepted
        return kept, told, ignored

    def _order(self, finding: Finding) -> tuple[bool, str, Span, str]:
        path = finding.document.source.path
        return path != self.origins.source.path, path, finding.span, finding.rule


def _count_lists(workload: Workload) -> None:
    """Count what it takes to hold each item of a container's lists against the others, as rules do."""
    for container in workload.containers:
        for items in (container.cap_add.value, container.cap_drop.value, container.security_options):
            spend(ITEMS, 0 if isinstance(items, Unknown) else len(items) ** 2)


def _dated(finding: Finding, host: Host) -> Finding:
    """Return ``finding`` with the day it is of, where an engine is newer than all that is known of it."""
    from capslint.permissions.engines.releases import as_of, newest_of  # a clean file has no findings

    for single in host.singles:
        day = as_of(single.engine, single.engine_version)
        if day and single.engine is not None and day not in finding.message:  # the default profile says it itself
            said = f"{day}, when {newest_of(single.engine)} was the newest"
            return finding._replace(why=f"{finding.why} ({said})" if finding.why else said)
    return finding


def _with_what_fails(finding: Finding, judge: Judge) -> Finding:
    """Return ``finding``, by which containers do not start, with the debuggers that they run, and that so fail."""
    stopped = (container for container in judge.model.workload.containers if container.label in finding.subjects)
    failing = [
        seen
        for container in stopped
        for seen in judge.context(container).evidence
        if seen.is_run and judge.context(container).judge(seen).answer is Answer.FAILS
    ]
    untold = [seen for seen in failing if (seen.tool, seen.operation) not in finding.fails]
    fails = dict.fromkeys((*finding.fails, *((seen.tool, seen.operation) for seen in untold)))
    return finding._replace(message=f"{finding.message}{so_fails(untold, finding.message)}", fails=tuple(fails))


def _held_back(finding: Finding, workload: Workload) -> Finding:
    """Return ``finding`` without its fix where something that is not known can say what the fix must not touch."""
    if workload.unrendered is not None:
        return finding._replace(fix=None, withheld=f"{workload.unrendered} can change it, which is not worked out here")
    missing = workload.missing
    if missing is None or finding.fix is None or finding.fix.safety is Safety.SHOW:
        return finding
    return finding._replace(fix=None, withheld=f"{missing}, which the project is made of too, cannot be read")


def _origin(error: Exception) -> str:
    frame = error.__traceback__
    if frame is None:
        return ""
    while frame.tb_next is not None:
        frame = frame.tb_next
    return f" ({os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno})"
