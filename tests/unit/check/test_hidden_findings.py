"""What a file gives that the checked one is laid over: not reported, and what a fix is held against."""

from __future__ import annotations

from capslint.check import Options, check_source
from capslint.edits import Safety
from capslint.findings import CheckResult
from capslint.fix import fix_source
from capslint.run.shared_file import together
from capslint.source import Source
from tests.unit.check.rules import COMPOSE, SEE_PRIVILEGED
from tests.unit.formats.reading import Folder

OVERRIDE = Source("compose.override.yaml", "services:\n  a:\n    privileged: true\n    tty: true\n")
FILES = Folder({"compose.yaml": COMPOSE, OVERRIDE.path: OVERRIDE.text})


def check(source: Source, measure: bool = True) -> CheckResult:
    return check_source(source, Options((SEE_PRIVILEGED,), measure=measure), Folder(FILES | {source.path: source.text}))


def paths(result: CheckResult) -> list[str]:
    return [one.document.source.path for one in result.beneath]


def test_what_is_beneath_is_measured_where_it_counts() -> None:
    bare = OVERRIDE.with_text("services:\n  a:\n    tty: true\n")
    assert [paths(check(one)) for one in (OVERRIDE, bare)] == [[], ["compose.yaml"]]
    assert check(bare).findings == ()
    assert paths(check(bare, measure=False)) == []


def test_a_fix_that_shows_the_same_beneath_is_withheld() -> None:
    outcome = fix_source(OVERRIDE, check, frozenset({Safety.SAFE}))
    assert outcome.applied == ()
    assert [why for _, why in outcome.withheld] == [
        "see-privileged would still find the same in services.a: compose.yaml gives it too"
    ]


def test_what_another_check_reports_is_fixed_there() -> None:
    bare = OVERRIDE.with_text("services:\n  a:\n    tty: true\n")
    base = Source("compose.yaml", COMPOSE)
    whole = check_source(base, Options((SEE_PRIVILEGED,)), Folder(FILES | {bare.path: bare.text}))
    assert paths(together(bare, [(bare.path, check(bare))])) == ["compose.yaml"]
    assert paths(together(bare, [(bare.path, check(bare)), (base.path, whole)])) == []
