"""The check of a rule against its examples, and what is written anew of them. Nothing here knows a rule by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from capslint.api.rule import Fixes, Rule, group_names
from capslint.check import Options, check_source
from capslint.cst.parse import YamlError, parse
from capslint.edits import Safety, Withheld
from capslint.findings import CheckResult, Finding
from capslint.fix import fix_source
from capslint.formats import FORMATS
from capslint.registry import load_rules
from capslint.report.fix_edits import edits_of
from capslint.report.text_report import result_text
from capslint.source import Source, SourceError
from capslint.source.files import NeighbourFiles
from capslint.suppress import OF_NOTES
from capslint.testing.derived import derived_text, origin_of, variants
from capslint.testing.examples import Example, find, read_text, strays, write_text
from capslint.testing.layouts import Layout, layouts_of

_TODAY = "2026-01-01"
"""The day on which examples are checked."""
ALLOWED = frozenset({Safety.SAFE, Safety.UNSAFE})
"""Fixed examples show what ``fix --unsafe`` writes; the report beside them tells which fixes are unsafe."""


class ExampleRun(NamedTuple):
    """What came of an example. ``first`` is the check of it as it is, ``fixed`` its text after all fixes."""

    example: Example
    source: Source
    first: CheckResult
    report: str
    fixed: str

    @property
    def fixable(self) -> tuple[Finding, ...]:
        """The findings that a fix is offered for (not one that is only shown, nor one that cannot be written)."""
        return tuple(finding for finding in self.first.findings if _is_offered(finding))


def _is_offered(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety in ALLOWED and not isinstance(edits_of(finding), Withheld)


def complaints(rule: Rule, folder: str) -> list[str]:
    """Hold ``rule`` to the examples in ``folder``/examples; return what is wrong with them, nothing if all is well."""
    found = os.path.join(folder, "examples")
    examples = find(found)
    wrong = [f"{name}: belongs to no bad example" for name in strays(found, examples)]
    runs = []
    for example in examples:
        try:
            run = _run(rule, example)
        except SourceError as error:
            wrong.append(f"{example.name}: {error.message}")
            continue
        runs.append(run)
        wrong.extend(f"{example.name}: {complaint}" for complaint in _of_example(rule, run))
    wrong.extend(_twins(runs))
    wrong.extend(_coverage(rule, runs))
    return wrong


def update(rule: Rule, folder: str) -> list[str]:
    """Write all that follows from the examples anew; return the paths that changed, to be reviewed.

    These are the reports and fixed texts of the bad ones, the derived examples, and such in the layouts in which no
    fix is shown yet and that can be derived from an example in block style.
    """
    examples = find(os.path.join(folder, "examples"))
    changed = _refresh(examples)
    runs = [_run(rule, example) for example in examples if example.bad and os.path.exists(example.path)]
    for example in _missing_variants(rule, runs):
        if write_text(example.path, derived_text(example)):
            changed.append(example.path)
            runs.append(_run(rule, example))
    for run in runs:
        fixed = run.fixed if run.fixed != run.source.text else None
        written = ((run.example.out_path, run.report), (run.example.fixed_path, fixed))
        changed.extend(path for path, text in written if write_text(path, text))
    return changed


def _refresh(examples: list[Example]) -> list[str]:
    """Write the derived ones of ``examples`` anew, and take away those whose origin is gone; return what changed."""
    changed = []
    for example in examples:
        if origin_of(example) is not None:
            text = derived_text(example)
            changed += [example.path] if write_text(example.path, text) else []
            beside = (example.out_path, example.fixed_path) if text is None else ()
            changed += [path for path in beside if write_text(path, None)]
    return changed


def _missing_variants(rule: Rule, runs: list[ExampleRun]) -> list[Example]:
    shown = [(layouts_of(run.fixable), run.example) for run in runs if run.example.is_yaml]
    in_block = [(len(layouts), example) for layouts, example in shown if Layout.BLOCK in layouts]
    return list(variants(min(in_block)[1], _missing_layouts(rule, runs))) if in_block else []


def _missing_layouts(rule: Rule, runs: list[ExampleRun]) -> list[Layout]:
    if rule.meta.fixes is Fixes.NEVER:
        return []
    covered = {layout for run in runs if run.example.is_yaml for layout in layouts_of(run.fixable)}
    return [layout for layout in Layout if layout not in covered]


def _run(rule: Rule, example: Example) -> ExampleRun:
    source = example.source()
    first = _check(rule, example, source)
    fixed = _fix(rule, example, source) if example.bad else source
    return ExampleRun(example, source, first, result_text(first), fixed.text)


def _check(rule: Rule, example: Example, source: Source, measure: bool = False) -> CheckResult:
    # A rule about comments to capslint speaks of what all others find.
    others = load_rules() if rule.meta.id in OF_NOTES else ()
    rules = (rule, *(other for other in others if other.meta.id != rule.meta.id))
    options = Options(rules, measure=measure, today=_TODAY, known=group_names(others))
    result = check_source(source, options, NeighbourFiles(os.path.dirname(example.path)))
    own = tuple(finding for finding in result.findings if finding.rule == rule.meta.id)
    return result._replace(findings=own) if others else result


def _fix(rule: Rule, example: Example, source: Source) -> Source:
    return fix_source(source, lambda text: _check(rule, example, text, measure=True), ALLOWED).source


def _of_example(rule: Rule, run: ExampleRun) -> Iterator[str]:
    origin = origin_of(run.example)
    if origin is not None and derived_text(run.example) != run.source.text:
        yield f"is not what is derived from {origin.name}: change that one, and run --update"
    yield from _bad(rule, run) if run.example.bad else _good(run)


def _good(run: ExampleRun) -> Iterator[str]:
    yield from _errors(run.first)
    for finding in run.first.findings:
        yield f"is good, but found: {finding.message}"


def _errors(result: CheckResult) -> Iterator[str]:
    for error in result.errors:
        yield f"cannot be checked: {error.message} (line {error.line})"
    if result.skipped is not None:
        yield f"is skipped: {result.skipped}"


def _bad(rule: Rule, run: ExampleRun) -> Iterator[str]:
    yield from _errors(run.first)
    if not run.first.findings:
        yield "is bad, but nothing is found"
        return
    yield from _promise(rule, run)
    expected = read_text(run.example.out_path)
    if expected is None:
        yield "has no .out with its report"
    elif expected != run.report:
        yield f"its report is not what .out says, but:\n{run.report}"
    yield from _fixed(rule, run)


def _promise(rule: Rule, run: ExampleRun) -> Iterator[str]:
    for finding in run.first.findings:
        offered = finding in run.fixable
        if rule.meta.fixes is Fixes.ALWAYS and not offered:
            yield f"the rule promises a fix always, but offers none for: {finding.message}"
        if rule.meta.fixes is Fixes.NEVER and offered:
            yield f"the rule promises no fix, but offers one for: {finding.message}"


def _fixed(rule: Rule, run: ExampleRun) -> Iterator[str]:
    expected = read_text(run.example.fixed_path)
    if not run.fixable:
        if expected is not None:
            yield f"has a {_fixed_name(run)} although no fix is offered"
        return
    if expected is None:
        yield f"a fix is offered, but there is no {_fixed_name(run)}"
    elif expected == run.source.text:
        yield f"its {_fixed_name(run)} is the same as the example"
    elif expected != run.fixed:
        yield f"the fix does not give what {_fixed_name(run)} says, but:\n{run.fixed}"
    yield from _result(rule, run)


def _fixed_name(run: ExampleRun) -> str:
    return ".fixed.yaml" if run.example.is_yaml else ".fixed"


def _result(rule: Rule, run: ExampleRun) -> Iterator[str]:
    after = run.source.with_text(run.fixed)
    syntax = run.example.in_format.syntax
    try:
        (syntax.parse if syntax is not None else parse)(after)
    except YamlError as error:
        yield f"what the fix gives cannot be read: {error.message}"
        return
    left = _check(rule, run.example, after)
    unfixable = len(run.first.findings) - len(run.fixable)
    if len(left.findings) > unfixable:
        yield "the fixed text still has a finding: " + left.findings[0].message
    if _fix(rule, run.example, after).text != run.fixed:
        yield "a second fix changes the text again"


def _twins(runs: list[ExampleRun]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for run in runs:
        first = seen.setdefault(run.source.text, run.example.name)
        if first != run.example.name:
            yield f"{run.example.name}: is the same as {first}"


def _formats_of(rule: Rule) -> Iterator[str]:
    return (each.name for each in FORMATS if each.asks_for_examples and each.facts.issuperset(rule.meta.facts))


def _coverage(rule: Rule, runs: list[ExampleRun]) -> Iterator[str]:
    for bad in (True, False):
        kind = "bad" if bad else "good"
        there = {run.example.format for run in runs if run.example.bad is bad}
        if not there:
            yield f"there is no {kind} example"
        else:
            yield from (f"there is no {kind} example for {name}" for name in _formats_of(rule) if name not in there)
    yield from (f"no fixed example has this layout: {layout.value}" for layout in _missing_layouts(rule, runs))
