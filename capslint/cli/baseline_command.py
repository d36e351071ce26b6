"""``capslint baseline``: write today's findings into a file, so that later runs tell of new ones alone."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import Any

import click

from capslint.cli.options import input_and_rule_options, run_options
from capslint.cli.run_command import OUTPUT, RunCommand, option_of
from capslint.config import BASELINE_NAME
from capslint.findings import CheckResult
from capslint.fingerprints import Content
from capslint.report.reporters import Reporter, ReportOptions, ReportSetup
from capslint.report.tally import counted as number_of
from capslint.report.terminal import write
from capslint.report.text_report import error_text
from capslint.run.check_files import check_files
from capslint.run.known.baseline_file import baseline_text, read_baseline
from capslint.run.known.known_findings import KnownFindings, counted
from capslint.run.settings import Settings, settings_of
from capslint.source.atomic_write import WriteError, write_whole
from capslint.source.files import reason_of

FAILED = 2
_MOST_NAMED = 5


class _KeptResults(Reporter):
    """Keeps the results."""

    def __init__(self) -> None:
        super().__init__(ReportSetup(ReportOptions(), sys.stdout))
        self.results: list[tuple[str, CheckResult]] = []

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        """Take one file's result."""
        super().add(path, named, result)
        self.results.append((path, result))


EXAMPLES = (
    ("capslint baseline", f"Write what is found in this folder into {BASELINE_NAME}."),
    (f"capslint check --baseline {BASELINE_NAME}", "Tell of what came since."),
    ("capslint check --new-only main", "Tell of what a git revision has not."),
)


@click.command(cls=RunCommand, examples=EXAMPLES, short_help="Write today's findings into a file.")
@input_and_rule_options
@option_of(OUTPUT)("--output", metavar="FILE", help=f"Default: the setting baseline, or {BASELINE_NAME}.")
@click.pass_context
def baseline(ctx: click.Context, /, output: str | None, **parameters: Any) -> None:
    """Write what is found in PATHS into a file, for --baseline and the setting of that name.

    What is found no longer goes out of it. It keeps what it says of files that are not in PATHS, and of rules that do
    not run.

    Exit status: 0 written, 2 something could not be read, parsed, used or written.
    """
    settings = settings_of(run_options(parameters))
    path = output or settings.baseline or BASELINE_NAME
    reporter = _KeptResults()
    everything = settings.policy.at_every_level()
    check_files(settings._replace(baseline=None, new_only=None, policy=everything), reporter)
    root = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    counts = counted((result for _, result in reporter.results), root) + _kept(path, root, settings, reporter)
    try:
        write_whole(path, baseline_text(counts).encode("utf-8", "surrogateescape"))
    except (OSError, WriteError) as error:
        why = f"cannot be written: {reason_of(error)}" if isinstance(error, OSError) else str(error)
        raise click.ClickException(f"the baseline {path} {why}") from None
    for _, result in reporter.results:
        write("".join(map(error_text, result.errors)), sys.stderr)
    write(f"{number_of(counts.total(), 'finding')} written to {path}.\n", sys.stdout)
    ctx.exit(FAILED if reporter.tally.errors else 0)


def tell_stale(settings: Settings, known: tuple[KnownFindings, ...]) -> None:
    """Tell on standard error what the baseline holds that is found no longer."""
    if settings.baseline is None:
        return
    stale = known[0].stale(settings.unasked)
    if not stale:
        return
    named = [f"{content.path} ({content.rule})" for content in stale[:_MOST_NAMED]]
    more = f" and {len(stale) - _MOST_NAMED} more" if len(stale) > _MOST_NAMED else ""
    what = "1 of its findings is" if len(stale) == 1 else f"{len(stale)} of its findings are"
    write(
        f"capslint: the baseline {settings.baseline} is not up to date: {what} there no longer: "
        f"{', '.join(named)}{more}; `capslint baseline` removes what is over\n",
        sys.stderr,
    )


def _kept(path: str, root: str, settings: Settings, reporter: _KeptResults) -> Counter[Content]:
    """Return what the baseline says already that this run knows nothing of.

    That is, of files that were not looked at or could not be read, and of rules that did not run. Raises ConfigError
    where it is another file.
    """
    before = read_baseline(path) if os.path.lexists(path) else Counter[Content]()
    tops = [os.path.realpath(top) for top in settings.paths or (".",)]
    unasked = settings.unasked
    unread = {os.path.realpath(path) for path, result in reporter.results if result.errors}

    def is_kept(content: Content) -> bool:
        real = os.path.realpath(os.path.join(root, content.path))
        if real in unread or not os.path.lexists(real):
            return real in unread
        return content.rule in unasked or not any(real == top or real.startswith(os.path.join(top, "")) for top in tops)

    return Counter({content: number for content, number in before.items() if is_kept(content)})
