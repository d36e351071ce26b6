"""Several hosts side by side: which operation works on which, and in what a container differs from host to host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from capslint.explain.explain_file import ContainerReport, OperationReport
from capslint.model import Answer
from capslint.report.frames.snippet import columns_of
from capslint.report.plain import plain
from capslint.report.terminal_style import FAINT, GREEN, RED, YELLOW, Style

OF_ANSWER = {Answer.WORKS: GREEN, Answer.FAILS: RED, Answer.DEPENDS: YELLOW}
_GAP = 2

_Cell = tuple[str, str]
"""A text, and how it is painted."""


def host_table(report: ContainerReport, style: Style) -> str:
    """Return a table of the container's operations and hosts: hosts are rows where they find no room as columns."""
    columns = [[("", FAINT), *((operation_name(operation), FAINT) for operation in report.operations)]]
    for name, on_host in report.each:
        answers = [operation.verdict.answer for operation in on_host.operations]
        columns.append([(name, FAINT), *((answer.value, OF_ANSWER[answer]) for answer in answers)])
    rows = [*zip(*columns, strict=True)]
    return "".join(_lines(columns if _width(columns) > style.width else rows, style))


def operation_name(operation: OperationReport) -> str:
    """Return what an operation is called: by what the command calls the tool."""
    return f"{plain(operation.program or operation.tool)} {operation.operation}"


def _width(columns: Sequence[Sequence[_Cell]]) -> int:
    return sum(max(columns_of(text) for text, _ in column) + _GAP for column in columns)


def _lines(rows: Sequence[Sequence[_Cell]], style: Style) -> Iterator[str]:
    widths = [max(columns_of(text) for text, _ in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            style.paint(text, colour) + " " * (width - columns_of(text))
            for (text, colour), width in zip(row, widths, strict=True)
        ]
        yield f"  {(' ' * _GAP).join(cells).rstrip()}\n"


def joined_rows(by_host: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Return rows, each a label with its text, that are given by host: a text that is not the same names its hosts."""
    labels = dict.fromkeys(label for rows in by_host.values() for label, _ in rows)
    for label in labels:
        texts: dict[str, list[str]] = {}
        for name, rows in by_host.items():
            texts.setdefault(dict(rows).get(label, "-"), []).append(name)
        parts = [f"{text} ({', '.join(names)})" for text, names in texts.items() if text != "-"]
        yield label, "; ".join(parts) if len(texts) > 1 else next(iter(texts))
