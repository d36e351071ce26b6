"""``capslint check``: report, change nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from capslint.check import Options, check_source
from capslint.findings import CheckResult
from capslint.report.reporters import ReportOptions, ReportSetup, reporter_for
from capslint.report.terminal import Progress
from capslint.run.inputs import guarded, read_input
from capslint.run.merge_results import Checked, RealPaths, gathered, light
from capslint.run.parallel import each
from capslint.run.settings import Settings, is_excluded
from capslint.source.files import NeighbourFiles
from capslint.source.walk import Found, Target, expand


def check_paths(settings: Settings, given: dict[str, Any]) -> int:
    """Check the paths of ``settings``, report as the parameters ``given`` say, and return the exit status."""
    shown = ReportOptions(given["output_format"], given["colour_mode"], given["verbose"])
    reporter = reporter_for(ReportSetup(shown, sys.stdout, settings.rules))
    for error in settings.errors:
        reporter.add(error.path, True, CheckResult(errors=(error,)))
    found = list(expand(settings.paths or (".",), settings.excludes))
    bar = Progress(len(found) if reporter.shows_progress else 0)
    options = Options(settings.rules, settings.host, compose_files=settings.compose_files, known=settings.known)
    # The files of one folder come one after the other, and look for the same neighbours.
    neighbours = lru_cache(maxsize=4)(partial(NeighbourFiles, named=given["compose_files"]))
    look = partial(_look, options, given["stdin_filename"], neighbours, reporter.draft)
    checked = list(each(found, look, lambda index: bar.step(found[index].path, index)))
    bar.clear()
    real = RealPaths({one.path: one.real for one in found if isinstance(one, Target) and one.real})
    for one in gathered(checked, partial(is_excluded, settings.excludes), real):
        reporter.add(*one)
    reporter.finish()
    return reporter.tally.exit_code


def _look(
    options: Options,
    stdin_name: str | None,
    neighbours: Callable[[str], NeighbourFiles],
    draft: Callable[[CheckResult], str],
    found: Found,
) -> Checked:
    one = read_input(found, stdin_name)
    if one.source is None:
        return Checked(one.path, one.named, one.result)
    # Of a file that is named, all is wanted; a folder holds many that have nothing to do with debugging.
    asked = options._replace(thorough=one.named)
    work = partial(check_source, one.source, asked, neighbours(one.folder))
    result = light(guarded(one.path, work, _as_it_is))
    return Checked(one.path, one.named, result, draft(result))


def _as_it_is(result: CheckResult) -> CheckResult:
    return result
