"""The output formats by name, and what each of them is: a class that takes results as they come in.

Another format is a module of its own with such a class, and a line in the table.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from capslint.api.rule import Rule
from capslint.findings import CheckResult, Finding, Severity
from capslint.formats.reading.templates import is_template
from capslint.model import Host
from capslint.report.tally import Tally
from capslint.source.repository_roots import Outside
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:  # a check explains nothing
    from capslint.explain.explain_file import Explanation

REPORTERS = {
    "text": "capslint.report.text_output:TextReporter",
    "concise": "capslint.report.machine.concise_report:ConciseReporter",
    "json": "capslint.report.machine.json_report:JsonReporter",
    "sarif": "capslint.report.machine.sarif_report:SarifReporter",
    "github": "capslint.report.machine.github_report:GithubReporter",
    "gitlab": "capslint.report.machine.gitlab_report:GitlabReporter",
    "junit": "capslint.report.machine.junit_report:JunitReporter",
    "rdjson": "capslint.report.machine.rdjson_report:RdjsonReporter",
}
"""Each value of ``--format`` of ``check`` and ``fix``, and its `Reporter`: the module is imported when it is used."""

_SEVERAL = "capslint.report.several_outputs:SeveralReporter"

EXPLAINERS = {
    "text": "capslint.report.explanation.explain_text:TextExplainer",
    "json": "capslint.report.explanation.explain_json:JsonExplainer",
}
"""Each value of ``--format`` of ``explain``, and its `Explainer`."""


class ReportOptions(NamedTuple):
    """What a person asks of a report. The defaults are those of the command line.

    ``output_format`` is what is written to the standard stream; None: nothing. ``colour_mode`` is ``auto``, ``always``
    or ``never``; ``verbose`` names every file that is skipped. ``files`` are further reports: the format, and the path
    of the file that it is written into. ``statistics`` counts findings in reports for people, in the place of showing
    each.
    """

    output_format: str | None = "text"
    colour_mode: str = "auto"
    verbose: bool = False
    files: tuple[tuple[str, str], ...] = ()
    statistics: bool = False


class ReportSetup(NamedTuple):
    """What every output format is made with.

    ``stream`` takes the report. ``rules`` are those that run. ``dry``: what is "fixed" is only shown. A run fails for
    findings from the severity ``fail_on`` upwards; None: for none. ``fixes_only``: findings are not told of.
    ``accepts``: what is "fixed" is accepted with a comment.
    ``judged_for`` says in a line for which hosts files are judged; empty where the person has told what they are like.
    """

    options: ReportOptions
    stream: TextIO
    rules: tuple[Rule, ...] = ()
    dry: bool = False
    fail_on: Severity | None = Severity.WARNING
    fixes_only: bool = False
    judged_for: str = ""
    accepts: bool = False


class OutputFormat:
    """One way to write. What a class says of itself is what a run asks, whatever its name."""

    is_document = False
    """Whether all output is one document for a program: nothing else may be written to its stream."""
    shows_progress = False
    """Whether a person waits for it, who may be shown how far the run is."""

    def __init__(self, setup: ReportSetup) -> None:
        self.setup = setup


class Skip(NamedTuple):
    """A path that was not judged, whether it was given itself, and why not."""

    path: str
    named: bool
    reason: str


class Reporter(OutputFormat):
    """Takes the result of each file in turn, and counts; this one writes nothing."""

    def __init__(self, setup: ReportSetup) -> None:
        super().__init__(setup)
        self.tally = Tally(setup.dry, setup.fail_on, setup.fixes_only, setup.accepts)
        self.skips: list[Skip] = []
        self.outside: set[Outside] = set()

    def draft(self, result: CheckResult) -> str:
        """Return what can be written already of one file's result, by any process; `add` takes it."""
        return ""

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Take one file's result; ``named`` tells that its path was given itself."""
        self.tally.add(result)
        if result.outside:
            self.outside.update(result.outside)
        if result.skipped is not None:
            self.skips.append(Skip(path, named, result.skipped))

    def tells_skip(self, named: bool, reason: str) -> bool:
        """Return whether a file that is skipped for ``reason`` is worth telling a person of."""
        return named or self.setup.options.verbose or is_template(reason)

    def add_fixed(self, findings: tuple[Finding, ...]) -> None:
        """Take what was fixed in the file whose result comes next."""
        self.tally.add_fixed(len(findings))

    def finish(self) -> None:
        """Write what is still to be written."""


class Explainer(OutputFormat):
    """Writes what ``explain`` found."""

    def write(self, explained: list[tuple[str, Explanation]], host: Host) -> None:
        """Write the explanations by path. ``host`` is what was told of the host: the rest is assumed."""
        raise NotImplementedError


def default_format() -> str:
    """Return the format of ``check`` and ``fix`` where none is asked for: in GitHub Actions its own, else text.

    GITHUB_ACTIONS is "always set to true when GitHub Actions is running the workflow" (docs.github.com, Variables
    reference).
    """
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def reporter_for(setup: ReportSetup) -> Reporter:
    """Return the reporter for what is asked for: one format, several, or nothing but files."""
    if setup.options.files:
        return _reporter(_SEVERAL, setup)
    if setup.options.output_format is None:
        return Reporter(setup)
    return _reporter(REPORTERS[setup.options.output_format], setup)


def _reporter(place: str, setup: ReportSetup) -> Reporter:
    reporter = _class_of(place)(setup)
    assert isinstance(reporter, Reporter)
    return reporter


def explainer_for(setup: ReportSetup) -> Explainer:
    """Return what writes explanations in the format that is asked for."""
    assert setup.options.output_format is not None
    explainer = _class_of(EXPLAINERS[setup.options.output_format])(setup)
    assert isinstance(explainer, Explainer)
    return explainer


def _class_of(place: str) -> type[OutputFormat]:
    module_name, _, name = place.partition(":")
    __import__(module_name)
    found = getattr(sys.modules[module_name], name)
    assert isinstance(found, type)
    assert issubclass(found, OutputFormat)
    return found
