"""Each output format is a line in a table."""

from __future__ import annotations

import io

import pytest

import capslint_rules
from capslint.api.rule import Rule
from capslint.findings import CheckResult, Error
from capslint.report.reporters import (
    EXPLAINERS,
    REPORTERS,
    Reporter,
    ReportOptions,
    ReportSetup,
    explainer_for,
    reporter_for,
)
from tests.unit.report.samples import finding


def setup(output_format: str, stream: io.StringIO, rules: tuple[Rule, ...] = ()) -> ReportSetup:
    return ReportSetup(ReportOptions(output_format), stream, rules)


@pytest.mark.parametrize("output_format", REPORTERS)
def test_every_reporter_counts_and_writes_to_its_stream_alone(
    output_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = io.StringIO()
    reporter = reporter_for(setup(output_format, stream))
    result = CheckResult((finding(),), (Error("a.yml", 0, 0, "unreadable"),))
    reporter.add_fixed((finding(),))
    reporter.add("a.yml", True, result, reporter.draft(result))
    reporter.finish()
    assert (reporter.tally.findings, reporter.tally.errors, reporter.tally.fixed) == (1, 1, 1)
    assert "unreadable" in stream.getvalue()
    assert capsys.readouterr() == ("", "")


def test_nothing_is_written_between_the_parts_of_a_document() -> None:
    stream = io.StringIO()
    reporters = [reporter_for(setup(output_format, stream)) for output_format in REPORTERS]
    explainers = [explainer_for(setup(output_format, stream)) for output_format in EXPLAINERS]
    documents = [output for output in (*reporters, *explainers) if output.is_document]
    assert documents
    assert [output for output in documents if output.shows_progress] == []


class ListingReporter(Reporter):
    """Writes the ids of the rules that ran."""

    def finish(self) -> None:
        """Write them in a row."""
        self.setup.stream.write(" ".join(rule.meta.id for rule in self.setup.rules))


def test_another_format_is_a_line_and_gets_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REPORTERS, "ids", f"{__name__}:ListingReporter")
    stream = io.StringIO()
    reporter = reporter_for(setup("ids", stream, capslint_rules.RULES[:2]))
    reporter.add("a.yml", True, CheckResult())
    reporter.finish()
    assert stream.getvalue() == " ".join(rule.meta.id for rule in capslint_rules.RULES[:2])
    assert reporter.tally.checked == 1
