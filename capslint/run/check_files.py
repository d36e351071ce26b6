"""Checks: of the files of a run, and of a text that an editor has and the disk has not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from capslint import formats
from capslint.check import Options, check_source
from capslint.findings import CheckResult
from capslint.report.reporters import Reporter
from capslint.report.terminal import Progress
from capslint.run.inputs import NONE_OF_OURS, guarded, read_input
from capslint.run.merge_results import Checked, RealPaths, gathered, light
from capslint.run.parallel import map_in_order
from capslint.run.settings import Settings
from capslint.source import Source
from capslint.source.files import ChangedFiles, NeighbourFiles
from capslint.source.walk import Found, Target, expand


def check_files(settings: Settings, reporter: Reporter) -> None:
    """Check the files of a run, and add the result of each to ``reporter``."""
    report_unusable(settings, reporter)
    found = list(expand(settings.paths or (".",), settings.excludes, formats.ENDINGS))
    # The files of one folder come one after the other, and look for the same neighbours.
    neighbours = lru_cache(maxsize=4)(partial(settings.neighbours, memory={}))
    work = partial(_check_found, settings, settings.check_options, neighbours, reporter.draft)
    with Progress(len(found) if reporter.shows_progress else 0) as bar:
        results = map_in_order(found, work, lambda index: bar.step(found[index].path, index))
        checked = [
            file or Checked(target.path, False, NONE_OF_OURS) for target, file in zip(found, results, strict=True)
        ]
    real = RealPaths({target.path: target.real for target in found if isinstance(target, Target) and target.real})
    for file in gathered(checked, settings.is_excluded, real):
        reporter.add(file.path, file.named, settings.policy.told(file.result), file.draft)


def check_text(settings: Settings, source: Source, unsaved: Mapping[str, str] | None = None) -> CheckResult:
    """Return what a check finds in ``source``, whose text need not be on the disk.

    Its neighbours are those of its path; ``unsaved`` are the texts of others, by real path, that are not saved either.
    What was found carries its documents: `capslint.run.fix_files.fix_text` needs nothing else.
    """
    return settings.policy.told(
        guarded(source.path, partial(checker(settings, source.path, unsaved), source), _as_it_is)
    )


def checker(
    settings: Settings, path: str, unsaved: Mapping[str, str] | None = None, measure: bool = False
) -> Callable[[Source], CheckResult]:
    """Return what checks any text as that of the file ``path``; ``measure`` as `Options` has it."""
    folder = os.path.dirname(path)
    options = settings.options_for(path, settings.check_options)._replace(measure=measure)
    files = ChangedFiles(folder, settings.neighbours(folder), unsaved or {})
    return lambda source: check_source(source, options, files)


def report_unusable(settings: Settings, reporter: Reporter) -> None:
    """Add the plug-ins that cannot be used to ``reporter``, as errors of the run."""
    for error in settings.errors:
        reporter.add(error.path, True, CheckResult(errors=(error,)))


def _check_found(
    settings: Settings,
    options: Options,
    neighbours: Callable[[str], NeighbourFiles],
    draft: Callable[[CheckResult], str],
    found: Found,
) -> Checked | None:
    """Return what comes of a file; None for NONE_OF_OURS, which are many, and come from other processes."""
    file = read_input(found, settings.stdin_filename)
    if file.result is NONE_OF_OURS:
        return None
    if file.source is None:
        return Checked(file.path, file.named, file.result)
    # Of a file that is named, all is wanted; a folder holds many that have nothing to do with debugging.
    asked = settings.options_for(file.path, options)._replace(thorough=file.named)
    work = partial(check_source, file.source, asked, neighbours(file.folder))
    result = light(guarded(file.path, work, _as_it_is))
    return Checked(file.path, file.named, result, draft(settings.policy.told(result)))


def _as_it_is(result: CheckResult) -> CheckResult:
    return result
