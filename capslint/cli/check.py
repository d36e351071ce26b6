"""``capslint check``: report, change nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

from capslint.cli.inputs import guarded, read_inputs
from capslint.cli.reporting import reporter_for
from capslint.cli.settings import Settings, is_excluded
from capslint.engine import Options, check_source
from capslint.engine.gather import Checked, gathered, light
from capslint.findings import CheckResult
from capslint.source.files import NeighbourFiles


def check_paths(settings: Settings, given: dict[str, Any]) -> int:
    """Check the paths of ``settings``, report as the parameters ``given`` say, and give the exit status."""
    reporter = reporter_for(given["form"], given["colour"], given["verbose"])
    for trouble in settings.troubles:
        reporter.add(trouble.path, True, CheckResult(troubles=(trouble,)))
    options = Options(settings.rules, settings.host, compose_files=settings.compose_files)
    checked: list[Checked] = []
    for one in read_inputs(settings.paths, given["stdin_filename"], settings.excludes, given["form"] == "text"):
        result = one.result
        if one.source is not None:
            # Of a file that is named, all is wanted; a folder holds many that have nothing to do with debugging.
            asked = options._replace(thorough=one.named)
            work = partial(check_source, one.source, asked, NeighbourFiles(one.folder))
            result = guarded(one.path, work, _as_it_is)
        checked.append(Checked(one.path, one.named, light(result)))
    for each in gathered(checked, partial(is_excluded, settings.excludes)):
        reporter.add(*each)
    reporter.finish()
    return reporter.tally.exit_code


def _as_it_is(result: CheckResult) -> CheckResult:
    return result
