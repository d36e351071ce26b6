"""The reading of one file: its text cut into documents, and these made into workloads; those of Compose together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from capslint import formats
from capslint.api.rule import Rule
from capslint.check.check_options import Options
from capslint.check.reported_files import order_for
from capslint.check.rule_filter import RuleFilter
from capslint.cst import Document
from capslint.cst.parse import YamlError, check_syntax, parse_slice, slices
from capslint.findings import Error
from capslint.formats.reading.templates import is_template, why_no_data, why_not_yaml
from capslint.formats.syntax import Syntax
from capslint.model import Workload
from capslint.source import Source

MAX_DOCUMENT = 10 * 1024 * 1024
"""Longest document (in characters) of which nodes are built: they take 40 times its size in memory."""

PLAIN = "names no permission and no debugger"
_CONTENT = r"(?m)^[ \t]*[^#\s]"


class NotJudgedError(Exception):
    """The whole file is a template, or in another language: its text is not what an engine will read."""


class ReadFile:
    """The workloads of one file, and what was met on the way to them.

    ``errors`` are what cannot be read, ``reasons`` why documents are not ours. ``is_ours`` tells whether any is,
    ``is_incomplete`` whether one that can be could not be read. ``documents`` is how many were passed.
    """

    def __init__(self, source: Source, options: Options, files: formats.Files) -> None:
        self.source = source
        self.options = options
        self.files = files
        self.documents = 0
        self.errors: list[Error] = []
        self.reasons: list[str] = []
        self.is_ours = False
        self.is_incomplete = False

    def workloads(self) -> Iterator[tuple[Workload, tuple[Rule, ...]]]:
        """Return each workload, with the rules that can find something in it. Raises NotJudgedError."""
        order = order_for(self.source.path, self.options.compose_files, self.options.projects)
        taker = formats.taker_of(self.source.path, self.source.text)
        if taker is not None and taker.syntax is not None:
            yield from self._in_own_syntax(taker, taker.syntax, order)
            return
        if (reason := why_no_data(self.source.path, self.source.text)) is not None:
            self.reasons.append(reason)
            return
        layers: list[Document] = []
        for start, end in slices(self.source.text):
            try:
                for document, rules in self._documents(start, end):
                    if formats.is_layer(document):
                        layers.append(document)
                    else:
                        yield from ((workload, rules) for workload in self._read(document, order, ()))
            except YamlError as error:
                self._add_yaml_error(error, self.source.text[start:end])
        if layers:
            first, *others = layers
            read = self._read(first, order, tuple(others))
            yield from ((workload, self.options.rules) for workload in read)

    def _in_own_syntax(
        self, taker: formats.Format, syntax: Syntax, order: tuple[str, ...]
    ) -> Iterator[tuple[Workload, tuple[Rule, ...]]]:
        if not taker.mentions(self.source.text):
            self.reasons.append(PLAIN)
            return
        if len(self.source.text) > MAX_DOCUMENT:
            self._refuse(0)
            return
        try:
            documents = syntax.parse(self.source)
        except YamlError as error:
            self.is_incomplete = True
            self._add_error(error.message, error.span.start)
            return
        for document in documents:
            yield from ((workload, self.options.rules) for workload in self._read(document, order, ()))

    def why_nothing(self) -> str:
        """Return why nothing in the file was judged."""
        if self.reasons:
            return self.reasons[0]
        return formats.UNREADABLE if self.source.text.strip() else "empty"

    def _documents(self, start: int, end: int) -> Iterator[tuple[Document, tuple[Rule, ...]]]:
        """Return the documents of a slice that are to be read, with the rules that they can concern."""
        text = self.source.text[start:end]
        if not formats.is_relevant(text, self.source.path) and not self._is_part():
            self._pass_over(start, end, text)
        elif reason := formats.reason_by_kind(text):
            self._pass_over(start, end, text)
            self.reasons.append(reason)
        elif len(text) > MAX_DOCUMENT:
            self._refuse(start)
        elif (rules := self._rules_for(text)) is None:
            self._pass_over(start, end, text)
            self.reasons.append(PLAIN)
        else:
            for document in parse_slice(self.source, start, end, self.documents):
                self.documents += 1
                yield document, rules

    def _rules_for(self, text: str) -> tuple[Rule, ...] | None:
        """Return the rules for a document, None if it need not be read; a thorough check asks all, even if it has none.

        A Compose file is always read: what its services get can stand in another file.
        """
        options = self.options
        is_called_for = formats.is_called_for(self.source.path, text)
        if options.thorough or not (is_called_for or formats.stands_alone(text)):
            return options.rules
        chosen = options.rule_filter or RuleFilter(options.rules)
        others = self._others
        if others is None:
            return chosen.concerned(text) or None
        return options.rules if chosen.concerned(f"{text}\n{others}") else None

    def _is_part(self) -> bool:
        """Return whether other files make containers of what names none, where no file is to be left out."""
        return (self.options.thorough or self.options.measure) and self._others is not None

    @cached_property
    def _others(self) -> str | None:
        """The text of the other files that give something to what is in this one."""
        return formats.made_with(self.source.path, self.files)

    def _refuse(self, start: int) -> None:
        self.documents += 1
        most = f"{MAX_DOCUMENT // (1024 * 1024)} MiB"
        self._add_error(f"this document is larger than {most}, the most that is read", start)
        self.is_incomplete = True

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

    def _read(self, document: Document, order: tuple[str, ...], others: tuple[Document, ...]) -> Iterator[Workload]:
        workloads = formats.read(document, self.files, order, others)
        if isinstance(workloads, formats.NotOurs):
            if is_template(workloads.reason):
                raise NotJudgedError(workloads.reason)
            self.reasons.append(workloads.reason)
            workloads = ()
        else:
            self.is_ours = True
        for read in (document, *others):
            for problem in read.problems:
                self._add_error(problem.message, problem.span.start)
        yield from map(self._as_far_as_read, filter(_is_looked_at, workloads))

    def _as_far_as_read(self, workload: Workload) -> Workload:
        if not self.is_incomplete or not formats.is_layered(workload):
            return workload
        return workload._replace(missing=workload.missing or "a document of this file")

    def _add_yaml_error(self, error: YamlError, text: str) -> None:
        if (reason := self._why_not_yaml(text)) is not None:
            raise NotJudgedError(reason)
        is_tab = self.source.text.startswith("\t", error.span.start)
        self.is_incomplete = self.is_incomplete or formats.is_relevant(text)
        message = "a tab, which YAML does not allow in front of a key or an item" if is_tab else error.message
        self._add_error(message, error.span.start)

    def _why_not_yaml(self, text: str) -> str | None:
        """Return why a slice with this text, which does not parse, is no error; None if it is one."""
        if reason := why_not_yaml(self.source.path, text):
            return reason
        if not self.source.path.endswith(".json"):
            return None
        if "//" in text or "/*" in text:
            return f"JSON with comments, which neither {formats.TITLES} reads"
        # See _pass_over: without such names it was only looked at for an escape in it.
        return None if formats.names_ours(text) else formats.UNREADABLE

    def _add_error(self, message: str, offset: int) -> None:
        self.errors.append(Error(self.source.path, *self.source.position(offset), message))


def _is_looked_at(workload: Workload) -> bool:
    """Return whether a container of the workload is there for more than its format's everyday use, or to debug in."""
    if any(not container.is_incidental for container in workload.containers):
        return True
    from capslint.debuggers import is_to_debug_in

    return any(map(is_to_debug_in, workload.containers))
