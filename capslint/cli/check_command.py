"""``capslint check``: report, change nothing."""

from __future__ import annotations

import sys

from capslint.report.reporters import ReportOptions, ReportSetup, reporter_for
from capslint.run.check_files import check_files
from capslint.run.settings import Settings


def check_paths(settings: Settings, options: ReportOptions) -> int:
    """Check the files of a run, write the report to standard output, and return the exit status."""
    reporter = reporter_for(ReportSetup(options, sys.stdout, settings.rules, fail_on=settings.fail_on))
    check_files(settings, reporter)
    reporter.finish()
    return reporter.tally.exit_code
