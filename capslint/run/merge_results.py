"""The results of one run put together: each finding once, under the file in which it stands.

A file can be looked at several times: on its own, and as a part of each file that extends or includes it, is laid over
it, or lies under it. All of them find what is in it, and not all know as much about who uses it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from capslint.cst import Document
from capslint.edits import Safety, Withheld
from capslint.findings import CheckResult, Error, Finding, Fix
from capslint.source import Span
from capslint.startup.records import NamedTuple
from capslint.suppress import UNUSED


class Checked(NamedTuple):
    """The result of one file. ``named`` tells that its path was given itself.

    ``draft`` is what a report says of this very result, if it was written already.
    """

    path: str
    named: bool
    result: CheckResult
    draft: str = ""


class _Sighting(NamedTuple):
    """One finding with the real path of the file in whose check it came up."""

    finder: str
    finding: Finding


def light(result: CheckResult) -> CheckResult:
    """Return ``result`` without trees: these take 40 times the size of the text."""
    if not result.findings and not result.beneath:
        return result
    return result._replace(findings=tuple(map(_light, result.findings)), beneath=())


def gathered(
    checked: list[Checked],
    is_left_out: Callable[[str], bool] = lambda _: False,
    real: Callable[[str], str] | None = None,
) -> list[Checked]:
    """Return ``checked`` with every finding and error under its own file, once; the order stays.

    A file that was not checked itself comes behind the first one that found something in it, unless ``is_left_out``
    says of its path that nobody wants to hear of it. ``real`` tells which paths are the same file.
    """
    if not any(map(_reaches_out, checked)):
        return checked
    return _Gathering(checked, is_left_out, real or RealPaths()).run()


def _reaches_out(file: Checked) -> bool:
    result = file.result
    if not (result.parts or result.errors or result.findings):
        return False  # most files of a folder are none of ours
    return any(path != file.path for path in _places(result))


def _places(result: CheckResult) -> Iterator[str]:
    """Return the paths of the files that ``result`` is about, some several times."""
    yield from (part.path for part in result.parts)
    yield from (error.path for error in result.errors)
    yield from (finding.document.source.path for finding in result.findings)


class RealPaths(dict[str, str]):
    """Absolute paths behind all symbolic links by path: those that are known already, the others when asked for."""

    def __missing__(self, path: str) -> str:  # noqa: D105
        self[path] = os.path.realpath(path)
        return self[path]

    def __call__(self, path: str) -> str:
        """Return the real path behind ``path``."""
        return self[path]


class _FileReport(NamedTuple):
    """What all checks found in one file."""

    sightings: dict[tuple[str, Span], list[_Sighting]]
    errors: dict[tuple[int, int, str], Error]
    parts: dict[str, list[Span]]
    """The parts of the file that a check looked at, by the file checked."""


class _Gathering:
    """Sorts what was found by the file in which it stands."""

    def __init__(self, checked: list[Checked], is_left_out: Callable[[str], bool], real: Callable[[str], str]) -> None:
        self.checked = checked
        self.is_left_out = is_left_out
        self.real = real
        self.own = {real(file.path) for file in checked}
        self.mixed = {
            real(path) for file in checked if _reaches_out(file) for path in (file.path, *_places(file.result))
        }
        """The files with more or less in their results than what their own check found; the others stay as they are."""
        self.reports: dict[str, _FileReport] = {}
        self.reach: dict[str, int] = {}
        """How many files each checked one reports on."""
        for file in checked:
            if real(file.path) in self.mixed:
                self._take(file)

    def _take(self, file: Checked) -> None:
        finder = self.real(file.path)
        self.reach[finder] = len({self.real(part.path) for part in file.result.parts})
        for part in file.result.parts:
            self._report(self.real(part.path)).parts.setdefault(finder, []).append(part.span)
        for finding in file.result.findings:
            sightings = self._report(self.real(finding.document.source.path)).sightings
            sightings.setdefault((finding.rule, finding.span), []).append(_Sighting(finder, finding))
        for error in file.result.errors:
            of_file = self._report(self.real(error.path)).errors
            of_file.setdefault((error.line, error.column, error.message), error)

    def _report(self, key: str) -> _FileReport:
        return self.reports.setdefault(key, _FileReport({}, {}, {}))

    def run(self) -> list[Checked]:
        found: list[Checked] = []
        done: set[str] = set()
        for file in self.checked:
            if self.real(file.path) not in self.mixed:
                found.append(file)
                continue
            found.append(self._own_result(file))
            for path in self._others(file.result):
                key = self.real(path)
                if key in self.own or key in done or self.is_left_out(path):
                    continue
                done.add(key)
                result = self._result(key, CheckResult())
                if result.findings or result.errors:
                    found.append(Checked(path, False, result))
        return found

    def _own_result(self, file: Checked) -> Checked:
        key = self.real(file.path)
        result = self._result(key, file.result)
        judged = bool(result.findings)
        return file._replace(result=result._replace(skipped=None if judged else result.skipped), draft="")

    def _others(self, result: CheckResult) -> list[str]:
        paths = [finding.document.source.path for finding in result.findings]
        return list(dict.fromkeys((*paths, *(error.path for error in result.errors))))

    def _result(self, key: str, own: CheckResult) -> CheckResult:
        report = self._report(key)
        findings = [
            self._joined(report, span, sightings)
            for (rule, span), sightings in report.sightings.items()
            if self._counts(key, rule, sightings)
        ]
        errors = tuple(sorted(report.errors.values()))
        return own._replace(findings=tuple(sorted(findings, key=_order)), errors=errors)

    def _counts(self, key: str, rule: str, sightings: list[_Sighting]) -> bool:
        # A comment that ignores nothing in one check may do so in another.
        finders = {sighting.finder for sighting in sightings}
        return rule != UNUSED or finders >= {*self._report(key).parts, *({key} & self.own)}

    def _joined(self, report: _FileReport, span: Span, sightings: list[_Sighting]) -> Finding:
        best = sightings[0] if len(sightings) == 1 else max(sightings, key=self._knowledge)
        joined = best.finding
        for sighting in sightings:
            if sighting is not best:
                joined = self._join(joined, best.finder, sighting)
        users = {
            finder
            for finder, spans in report.parts.items()
            if any(start <= span.start and span.end <= end for start, end in spans)
        }
        unaware = users - {sighting.finder for sighting in sightings}
        if unaware and joined.fix is not None:
            joined = joined._replace(fix=_for_unknown_users(joined.fix))
        return joined

    def _knowledge(self, sighting: _Sighting) -> tuple[bool, bool, int]:
        # Who reports on more of the files that a service is made of can have more of them fixed.
        return sighting.finding.fix is not None, sighting.finding.tool is not None, self.reach[sighting.finder]

    def _join(self, finding: Finding, finder: str, sighting: _Sighting) -> Finding:
        other = sighting.finding
        is_same = set(other.subjects) <= set(finding.subjects) and self._are_related(finder, sighting.finder)
        joined = finding._replace(
            severity=max(finding.severity, other.severity),
            subjects=tuple(dict.fromkeys(finding.subjects + other.subjects)),
            level=min(finding.level, other.level),
            hosts=tuple(dict.fromkeys(finding.hosts + other.hosts)) if finding.hosts and other.hosts else (),
        )
        if finding.fix is None or is_same:
            return joined
        fix = _shared(finding.fix, other)
        return joined._replace(
            fix=fix if isinstance(fix, Fix) else None, withheld=fix.reason if isinstance(fix, Withheld) else None
        )

    def _are_related(self, file: str, other: str) -> bool:
        return file == other or other in self._made_with(file) or file in self._made_with(other)

    def _made_with(self, finder: str) -> set[str]:
        return {key for key, report in self.reports.items() if finder in report.parts}


def _shared(fix: Fix, other: Finding) -> Fix | Withheld:
    """Return what becomes of ``fix`` where other containers, of which ``other`` tells, use what it changes."""
    from capslint.api.fixes import agree, why_shared

    if other.fix is not None:
        return agree((fix, other.fix), alike=True)
    if other.tool is not None:
        return Withheld(why_shared(other))
    return _for_unknown_users(fix)


def _for_unknown_users(fix: Fix) -> Fix:
    return fix._replace(safety=max(fix.safety, Safety.UNSAFE))  # nothing tells what the others need


def _light(finding: Finding) -> Finding:
    from capslint.cst.named_place import named_place

    fix = finding.fix
    if fix is not None:
        fix = fix._replace(document=_without_tree(fix.document))
    named = finding.place or named_place(finding.document, finding.span)
    related = tuple(place._replace(document=_without_tree(place.document)) for place in finding.related)
    bare = finding._replace(document=_without_tree(finding.document), fix=fix, related=related)
    return bare._replace(place=named)


def _without_tree(document: Document) -> Document:
    return Document(document.source, document.index, document.start, document.end, None)


def _order(finding: Finding) -> tuple[Span, str]:
    return finding.span, finding.rule
