"""Checks: of the files of a run, and of a text that an editor has and the disk has not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from capslint.check import Options, check_source
from capslint.config import ConfigError
from capslint.findings import CheckResult
from capslint.report.reporters import Reporter
from capslint.report.terminal import Progress
from capslint.run.inputs import NONE_OF_OURS, guarded, read_input, targets_of
from capslint.run.merge_results import Checked, RealPaths, gathered, light
from capslint.run.parallel import map_in_order
from capslint.run.settings import Settings
from capslint.source import Source
from capslint.source.files import ChangedFiles, NeighbourFiles
from capslint.source.walk import Found, Target

if TYPE_CHECKING:  # few runs know anything beforehand
    from capslint.run.known.known_findings import KnownFindings


def check_files(settings: Settings, reporter: Reporter) -> tuple[KnownFindings, ...]:
    """Check the files of a run, and add the result of each to ``reporter``; what is known already is left out.

    Returns what was known. Raises ConfigError where that cannot be read.
    """
    known = known_findings(settings)
    report_unusable(settings, reporter)
    for file in _checked(settings, reporter.draft if not known else _no_draft, reporter.shows_progress):
        reporter.add(file.path, file.named, told_of(settings, known, file.path, file.result), file.draft)
    return known


def told_of(settings: Settings, known: tuple[KnownFindings, ...], path: str, result: CheckResult) -> CheckResult:
    """Return what is told of ``result``, that of the file ``path``: without the findings that are ``known``."""
    left = result
    for each in known:
        left = each.left_of(path, left)
    told = settings.policy.told(left)
    return told._replace(known=len(settings.policy.told(result).findings) - len(told.findings)) if known else told


def known_findings(settings: Settings) -> tuple[KnownFindings, ...]:
    """Return what is known from a baseline and from an earlier revision, if they are asked for. Raises ConfigError."""
    if settings.baseline is None and settings.new_only is None:
        return ()
    from capslint.run.known.baseline_file import read_baseline
    from capslint.run.known.known_findings import KnownFindings, counted

    found: list[KnownFindings] = []
    if settings.baseline is not None:
        folder = os.path.realpath(os.path.dirname(settings.baseline))
        try:
            found.append(KnownFindings(folder, read_baseline(settings.baseline)))
        except ConfigError as error:
            raise ConfigError(f"{settings.baseline_said()}{error}") from None
    if settings.new_only is not None:
        from capslint.run.known.git_revision import laid_out, settings_there

        with laid_out(settings.new_only) as revision:
            before = settings_there(settings, revision)
            old = _checked(before, _no_draft, False)
            counts = counted((before.policy.told(file.result) for file in old), revision.folder)
            found.append(KnownFindings(revision.root, counts, revision.paths))
    return tuple(found)


def _no_draft(_: CheckResult) -> str:
    return ""


def _checked(settings: Settings, draft: Callable[[CheckResult], str], shows_progress: bool) -> list[Checked]:
    """Return the result of each file of a run."""
    found = targets_of(settings)
    # The files of one folder come one after the other, and look for the same neighbours.
    neighbours = lru_cache(maxsize=4)(partial(settings.neighbours, memory={}))
    work = partial(_check_found, settings, settings.check_options, neighbours, draft)
    with Progress(len(found) if shows_progress else 0) as bar:
        step = (lambda index: bar.step(found[index].path, index)) if bar.is_wanted else None
        results = map_in_order(found, work, step)
        checked = [
            file or Checked(target.path, False, NONE_OF_OURS) for target, file in zip(found, results, strict=True)
        ]
    return gathered(checked, settings.is_excluded, _real_paths(found))


def _real_paths(found: list[Found]) -> Callable[[str], str]:
    """Return what tells the real path behind a path; what is known of it is looked up once somebody asks."""
    known: list[RealPaths] = []

    def real(path: str) -> str:
        if not known:
            targets = (target for target in found if isinstance(target, Target) and target.real)
            known.append(RealPaths({target.path: target.real for target in targets}))
        return known[0](path)

    return real


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
    files = neighbours(file.folder)
    work = partial(check_source, file.source, asked, files)
    result = light(guarded(file.path, work, _as_it_is))._replace(outside=files.outside())
    return Checked(file.path, file.named, result, draft(settings.policy.told(result)))


def _as_it_is(result: CheckResult) -> CheckResult:
    return result
