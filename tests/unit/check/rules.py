"""Small rules for the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from capslint.api.rule import Context, Fixes, Rule, RuleMeta
from capslint.check import Options, check_source
from capslint.cst.changes import Remove
from capslint.edits import Safety
from capslint.findings import CheckResult, Finding, Fix, Severity
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Container
from capslint.source import Source

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    image: x\n"
COMPOSE = "services:\n  a:\n    image: x\n    privileged: true\n"


def rule_of(name: str, check: object) -> Rule:
    meta = RuleMeta(name, "a test", Severity.WARNING, Fixes.SOMETIMES, "0.1.0")
    return Rule(meta, check)  # type: ignore[arg-type]


def _see_all(container: Container, ctx: Context) -> Iterator[Finding]:
    yield Finding(
        "see-all", Severity.INFO, container.document, container.header, "seen", "", subjects=(container.label,)
    )


def _see_privileged(container: Container, ctx: Context) -> Iterator[Finding]:
    place = container.privileged.place
    if container.privileged.value is True:
        fix = Fix("remove it", place.document, (Remove(place.path, 2),), Safety.SAFE)
        yield Finding(
            "see-privileged",
            Severity.ERROR,
            place.document,
            place.node.span,
            "privileged",
            "do not",
            subjects=(container.label,),
            fix=fix,
        )


def _fail(container: Container, ctx: Context) -> Iterator[Finding]:
    raise ValueError("oh dear")


SEE_ALL = rule_of("see-all", _see_all)
SEE_PRIVILEGED = rule_of("see-privileged", _see_privileged)
FAIL = rule_of("fail-always", _fail)


def check(
    text: str,
    *rules: Rule,
    path: str = "a.yml",
    measure: bool = False,
    known: Mapping[str, str] = {},
    today: str = "",
) -> CheckResult:
    options = Options(rules or (SEE_ALL,), measure=measure, known=known, today=today)
    return check_source(Source(path, text), options, NoFiles())


def lines(result: CheckResult) -> list[tuple[str, int]]:
    return [(one.rule, one.document.source.position(one.span.start).line) for one in result.findings]
