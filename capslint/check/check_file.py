"""One file: cut into documents, each read, judged and dropped before the next; those of Compose are read together."""

from __future__ import annotations

import os
import re

from capslint import formats
from capslint.api.rule import Rule
from capslint.check.context import ContainerContext, Judge
from capslint.check.deduplicate import merged
from capslint.check.plan_fixes import feasible
from capslint.check.proof_facts import abilities_of, grants_of, limits_of
from capslint.check.reported_files import Origins, order_for
from capslint.check.rule_filter import concerned
from capslint.check.templates import is_template, why_not_yaml
from capslint.cst import Document
from capslint.cst.parse import YamlError, check_syntax, parse_slice, slices
from capslint.edits import Safety
from capslint.findings import Ability, CheckResult, Error, Finding, HeldGrant, Limit
from capslint.model import Container, Host, Workload
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple
from capslint.suppress import suppress

MAX_DOCUMENT = 10 * 1024 * 1024
"""Longest document (in characters) of which nodes are built: they take 40 times its size in memory."""

PLAIN = "names no grant and no debugger"
_CONTENT = r"(?m)^[ \t]*[^#\s]"


class Options(NamedTuple):
    """What a check is made with. ``rules`` are those that run, ``host`` is what is known of the machine.

    ``measure`` asks for abilities, grants and what is not reported, which only a fix is held against.
    ``compose_files`` are the paths of the files that make one Compose project, in their order. Without ``thorough``, a
    manifest that names nothing a rule is about is held to YAML's syntax alone. ``known`` are the ids of all rules that
    are installed, if anybody knows.
    """

    rules: tuple[Rule, ...]
    host: Host = Host()
    measure: bool = False
    compose_files: tuple[str, ...] = ()
    thorough: bool = True
    known: frozenset[str] = frozenset()


class _NotJudgedError(Exception):
    """The whole file is a template, or in another language: its text is not what an engine will read."""


def check_source(source: Source, options: Options, files: formats.Files) -> CheckResult:
    """Check every document of ``source``; ``files`` reads what stands beside it. Nothing is raised for bad input.

    Findings come in the order of the text, behind them those in other files that services are made of. What cannot be
    read, and a rule that fails, is among the errors.
    """
    run = _Run(source, options, files)
    try:
        for start, end in slices(source.text):
            run.look_at(start, end)
        run.read_layers()
    except _NotJudgedError as reason:
        return CheckResult(skipped=str(reason))
    return run.result()


class _Run:
    """What has been gathered from one file so far."""

    def __init__(self, source: Source, options: Options, files: formats.Files) -> None:
        self.source = source
        self.options = options
        self.files = files
        self.rules = options.rules
        self.documents = 0
        self.judged = False
        self.findings: list[Finding] = []
        self.beneath: list[Finding] = []
        self.errors: list[Error] = []
        self.abilities: list[Ability] = []
        self.grants: list[HeldGrant] = []
        self.limits: list[Limit] = []
        self.reasons: list[str] = []
        self.origins = Origins(source)
        self.order = order_for(source.path, options.compose_files)
        self.layers: list[Document] = []
        self.unread = False

    def look_at(self, start: int, end: int) -> None:
        text = self.source.text[start:end]
        try:
            if not formats.is_relevant(text):
                self._pass_over(start, end, text)
            elif reason := formats.reason_by_kind(text):
                self._pass_over(start, end, text)
                self.reasons.append(reason)
            elif len(text) > MAX_DOCUMENT:
                self.documents += 1
                most = f"{MAX_DOCUMENT // (1024 * 1024)} MiB"
                self._error(f"this document is larger than {most}, the most that is read", start)
                self.unread = True
            elif not self._concerns_rules(text):
                self._pass_over(start, end, text)
                self.reasons.append(PLAIN)
            else:
                for document in parse_slice(self.source, start, end, self.documents):
                    self.documents += 1
                    if formats.is_layer(document):
                        self.layers.append(document)
                    else:
                        self._read(document)
        except YamlError as error:
            self._not_yaml(error, text)

    def _concerns_rules(self, text: str) -> bool:
        """Choose the rules for a document; a thorough check asks all, and reads it even if there are none.

        A Compose file is always read: what its services get can stand in another file.
        """
        self.rules = self.options.rules
        if self.options.thorough or self.options.measure or not formats.stands_alone(text):
            return True
        self.rules = concerned(self.options.rules, text)
        return bool(self.rules)

    def _pass_over(self, start: int, end: int, text: str) -> None:
        # JSON files of other programs hold comments, tabs and trailing commas: nobody asked for their YAML syntax.
        if self.source.path.endswith(".json"):
            return
        if "\n..." in text or not re.search(_CONTENT, text):
            # A slice of comments alone is no document, and one with "..." can be several: the numbers must be right.
            self.documents += len(parse_slice(self.source, start, end))
        else:
            check_syntax(self.source, start, end)
            self.documents += 1

    def _not_yaml(self, error: YamlError, text: str) -> None:
        if reason := why_not_yaml(self.source.path, text):
            raise _NotJudgedError(reason)
        if self.source.path.endswith(".json") and ("//" in text or "/*" in text):
            raise _NotJudgedError(f"JSON with comments, which neither {formats.TITLES} reads")
        if self.source.path.endswith(".json") and not formats.names_ours(text):
            raise _NotJudgedError(formats.UNREADABLE)  # see _pass_over: it was only looked at for an escape in it
        is_tab = self.source.text.startswith("\t", error.span.start)
        self.unread = self.unread or formats.is_relevant(text)
        message = "a tab, which YAML does not allow in front of a key or an item" if is_tab else error.message
        self._error(message, error.span.start)

    def read_layers(self) -> None:
        """Read the documents of Compose together, as Compose does."""
        if self.layers:
            self.rules = self.options.rules
            self._read(*self.layers)

    def _read(self, document: Document, *others: Document) -> None:
        workloads = formats.read(document, self.files, self.order, others)
        if isinstance(workloads, formats.NotOurs):
            if is_template(workloads.reason):
                raise _NotJudgedError(workloads.reason)
            self.reasons.append(workloads.reason)
            workloads = ()
        else:
            self.judged = True
        for one in (document, *others):
            for problem in one.problems:
                self._error(problem.message, problem.span.start)
        for workload in workloads:
            self.origins.add(workload)
            self._judge(self._as_far_as_read(workload))

    def _as_far_as_read(self, workload: Workload) -> Workload:
        if not self.unread or not formats.is_layered(workload):
            return workload
        return workload._replace(missing=workload.missing or "a document of this file")

    def _judge(self, workload: Workload) -> None:
        judge = Judge(self.options.host, workload)
        try:
            self._judge_containers(workload, judge)
        finally:
            judge.forget()

    def _judge_containers(self, workload: Workload, judge: Judge) -> None:
        for container in workload.containers:
            context = judge.context(container)
            if self.origins.is_reported(container):
                self._ask_rules(container, context)
            if self.options.measure:
                self.abilities.extend(abilities_of(container, context))
                self.grants.extend(grants_of(container, context))
                self.limits.extend(limits_of(container))

    def _ask_rules(self, container: Container, context: ContainerContext) -> None:
        facts = formats.format_of(container).facts
        for rule in self.rules:
            if not facts.issuperset(rule.meta.facts):
                continue
            try:
                for one in rule.check(container, context):
                    if self.origins.is_told(one):
                        self.findings.append(_held_back(one, context.workload.missing))
                    elif self.options.measure:
                        self.beneath.append(one)
            except Exception as error:  # a rule is anybody's code, and the others go on
                where = f"internal error in rule {rule.meta.id} on {container.label}"
                source, what = container.document.source, f"{type(error).__name__}: {error}{_origin(error)}"
                self.errors.append(Error(source.path, *source.position(container.header.start), f"{where}: {what}"))

    def _error(self, message: str, offset: int) -> None:
        self.errors.append(Error(self.source.path, *self.source.position(offset), message))

    def result(self) -> CheckResult:
        if not self.judged and not self.errors:
            return CheckResult(skipped=self.reasons[0] if self.reasons else _why_nothing(self.source))
        rules = frozenset(rule.meta.id for rule in self.options.rules)
        kept, useless, ignored = feasible(merged(self.findings)), [], []
        for source in self.origins.sources():
            kept, idle, accepted = suppress(source, kept, rules, self.options.known)
            useless += idle
            ignored += accepted
        if self.judged:
            kept = [*kept, *useless]
        return CheckResult(
            tuple(sorted(kept, key=self._order)),
            tuple(sorted({*self.errors, *self.origins.errors()})),
            None,
            tuple(self.abilities),
            tuple(self.grants),
            self.origins.parts(),
            tuple(ignored) if self.options.measure else (),
            tuple(self.limits),
            tuple(self.beneath),
        )

    def _order(self, finding: Finding) -> tuple[bool, str, Span, str]:
        path = finding.document.source.path
        return path != self.source.path, path, finding.span, finding.rule


def _held_back(finding: Finding, missing: str | None) -> Finding:
    """Return ``finding`` without its fix where a ``missing`` file can say what the fix must not touch."""
    if missing is None or finding.fix is None or finding.fix.safety is Safety.SHOW:
        return finding
    return finding._replace(fix=None, withheld=f"{missing}, which the project is made of too, cannot be read")


def _why_nothing(source: Source) -> str:
    return formats.UNREADABLE if source.text.strip() else "empty"


def _origin(error: Exception) -> str:
    frame = error.__traceback__
    if frame is None:
        return ""
    while frame.tb_next is not None:
        frame = frame.tb_next
    return f" ({os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno})"
