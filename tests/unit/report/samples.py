"""Findings for the tests of the reports."""

from __future__ import annotations

from capslint.cst.changes import Remove
from capslint.cst.parse import parse
from capslint.edits import Safety
from capslint.findings import Finding, Fix, Related, Severity
from capslint.source import Source, Span

TEXT = "services:\n  a:\n    command: dlv attach 1\n    privileged: true\n    image: x\n"


def finding(text: str = TEXT, marked: str = "privileged: true", **fields: object) -> Finding:
    (document,) = parse(Source("a.yml", text))
    start = text.index(marked)
    fix = Fix("take privileged out", document, (Remove(("services", "a", "privileged"), 2),), Safety.SAFE)
    command = text.find("dlv")
    related = (Related(document, Span(command, command + 10), "runs here"),) if command >= 0 else ()
    plain = Finding(
        "privileged-container",
        Severity.ERROR,
        document,
        Span(start, start + len(marked)),
        "it is privileged",
        "Take it out.",
        ("services.a",),
        tool="delve",
        related=related,
        fix=fix,
    )
    return plain._replace(**fields)  # type: ignore[arg-type]
