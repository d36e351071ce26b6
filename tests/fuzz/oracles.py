"""What has to hold of every file, whatever is in it: each oracle returns what is wrong, in words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import json5
from ruamel.yaml import YAML

import capslint_rules
from capslint.check import Options, check_source
from capslint.config import ConfigError, load_config
from capslint.edits import Safety
from capslint.explain.explain_file import Wanted, explain_source
from capslint.findings import CheckResult, Finding
from capslint.fix import fix_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Host
from capslint.report.text_report import result_text
from capslint.source import Source, SourceError
from tests.fuzz.inputs import FuzzInput

SAFE = frozenset({Safety.SAFE})
EVERYTHING = frozenset({Safety.SAFE, Safety.UNSAFE})
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NUMBERS = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")


class TextsBeside(NoFiles):
    """Reads files from a dictionary."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def read(self, path: str) -> str | None:
        """Return the text of ``path``."""
        return self._texts.get(path)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return what is beside the file."""
        return () if folder else tuple(sorted(self._texts))


class FuzzOutcome:
    """What came of an input: ``wrong`` is what should not have come, ``made`` how many fixes were."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.made = 0


def judged(given: FuzzInput) -> FuzzOutcome:
    """Return what is wrong with what capslint makes of an input; an exception is, too."""
    outcome = FuzzOutcome()
    try:
        outcome.wrong += _settings(given) if given.path.endswith(".toml") else _file(given, outcome)
    except Exception as error:  # that there is none is what is tried
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
        outcome.wrong.append(f"exception {type(error).__name__} at {where}: {error}")
    return outcome


def kind_of(complaint: str) -> str:
    """Return a complaint without what differs from file to file."""
    return _NUMBERS.sub("…", complaint)[:160]


def _settings(given: FuzzInput) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder, given.path)
        path.write_bytes(given.data)
        try:
            load_config(str(path))
        except ConfigError as error:
            if given.path not in str(error):
                yield f"settings are refused without the name of the file: {error}"


def _file(given: FuzzInput, outcome: FuzzOutcome) -> Iterator[str]:
    try:
        source = Source.decode(given.path, given.data)
    except SourceError:
        return
    files = TextsBeside(given.beside)
    options = Options(capslint_rules.RULES, Host(), thorough=True)
    found = check_source(source, options, files)
    yield from _of_result(source, found)
    if _said(check_source(source, options, files)) != _said(found):
        yield "a second check says something else"
    explained = explain_source(source, Host(), files, Wanted())
    yield from (f"explain: {error.message}" for error in explained.errors if "internal" in error.message)
    measured = options._replace(measure=True)
    for allowed in (SAFE, EVERYTHING):
        yield from _of_fixes(source, found, measured, files, allowed, outcome)


def _of_result(source: Source, found: CheckResult) -> Iterator[str]:
    yield from (error.message for error in found.errors if "internal error" in error.message)
    if found.skipped == "":
        yield "it is skipped without a reason"
    if match := _CONTROL.search(result_text(found)):
        yield f"the report holds the character {ord(match[0]):#x}"
    for finding in found.findings:
        if finding.document.source is source and not 0 <= finding.span.start <= finding.span.end <= len(source.text):
            yield f"{finding.rule} points out of the file"


def _said(found: CheckResult) -> list[object]:
    return [found.skipped, found.errors, [(each.rule, each.span, each.message, each.advice) for each in found.findings]]


def _of_fixes(
    source: Source,
    found: CheckResult,
    options: Options,
    files: TextsBeside,
    allowed: frozenset[Safety],
    outcome: FuzzOutcome,
) -> Iterator[str]:
    offered = {each.rule for each in found.findings if _is_offered(each, source, allowed)}
    fixed = fix_source(source, lambda text: check_source(text, options, files), allowed)
    outcome.made += len(fixed.applied)
    text = fixed.source.text
    label = "fix" if allowed == SAFE else "fix --unsafe"
    for finding, why in () if found.errors else fixed.withheld:
        if finding.rule in offered:
            yield f"{label} does not make what is offered: {finding.rule}: {why}"
    if text == source.text:
        return
    if (why_not := _unreadable(source.path, source.text, text)) is not None:
        yield f"{label} makes a text that cannot be read: {why_not}"
    again = fix_source(fixed.source, lambda changed: check_source(changed, options, files), allowed)
    if again.source.text != text:
        yield f"{label} made twice makes something else"
    yield from _of_lines(source.text, text, fixed.applied, label)


def _is_offered(finding: Finding, source: Source, allowed: frozenset[Safety]) -> bool:
    fix = finding.fix
    return fix is not None and fix.safety in allowed and fix.document.source is source


def _of_lines(before: str, after: str, applied: tuple[Finding, ...], label: str) -> Iterator[str]:
    """A comment that stands alone in its line stays, and so does the order of the lines that are left."""
    now = after.splitlines()
    told = " ".join(old for each in applied if each.fix is not None for old, _ in each.fix.notes)
    for line in before.splitlines():
        if line.lstrip().startswith("#") and line not in now and line.strip() not in told and "capslint" not in line:
            yield f"{label} loses a comment"
            return
    positions = iter(now)
    kept = [line for line in before.splitlines() if line.strip() and before.count(line) == 1 and line in now]
    if not all(any(line == other for other in positions) for line in kept):
        yield f"{label} changes the order of lines"


def _unreadable(path: str, before: str, after: str) -> str | None:
    """Return why another reader does not read the text ``after``, where it reads what was ``before``."""
    if not path.endswith((".yaml", ".yml", ".json")):
        return None
    reader = json5.loads if path.endswith(".devcontainer.json") else _by_ruamel
    wrong = []
    for text in (before, after):
        try:
            reader(text)
        except Exception as error:  # readers raise many kinds
            wrong.append(type(error).__name__)
        else:
            wrong.append("")
    return wrong[1] if not wrong[0] and wrong[1] else None


def _by_ruamel(text: str) -> None:
    reader = YAML(typ="rt")
    reader.allow_duplicate_keys = True
    list(reader.load_all(io.StringIO(text)))
