"""``capslint check``: report, change nothing."""

from __future__ import annotations

import sys

from capslint.report.reporters import Reporter, ReportOptions, ReportSetup, reporter_for
from capslint.report.tally import CLEAN
from capslint.run.check_files import check_files
from capslint.run.settings import Settings


def check_paths(settings: Settings, options: ReportOptions, strict: bool = False) -> int:
    """Check the files of a run, write the report to standard output, and return the exit status.

    ``strict``: a file that is named and cannot be judged is trouble, and so is a run without any.
    """
    hosts = settings.hosts.judged_for()
    setup = ReportSetup(options, sys.stdout, settings.rules, fail_on=settings.fail_on, judged_for=hosts)
    reporter = reporter_for(setup)
    known = check_files(settings, reporter)
    reporter.finish()
    if known:
        from capslint.cli.baseline_command import tell_stale

        tell_stale(settings, known)
    return max(reporter.tally.exit_code, unchecked_status(reporter, strict))


def unchecked_status(reporter: Reporter, strict: bool) -> int:
    """Tell on standard error of what was not judged, if anything was not; return the exit status for that."""
    if not (reporter.skips or reporter.outside) and reporter.tally.checked:
        return CLEAN
    from capslint.cli.unchecked_files import tell_outside, tell_unchecked

    sys.stdout.flush()
    tell_outside(reporter.outside, reporter.setup.options.colour_mode)
    return tell_unchecked(reporter, strict)
