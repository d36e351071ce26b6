"""Explanations of the files of a run."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable
from contextlib import closing

from capslint.config import ConfigError, did_you_mean
from capslint.debuggers.catalogue import operations, tools
from capslint.explain.explain_file import Explanation, Wanted, explain_source
from capslint.findings import CheckResult
from capslint.run.inputs import Input, guarded, read_inputs
from capslint.run.settings import Settings


def explain_files(settings: Settings, wanted: Wanted, show_progress: bool) -> list[tuple[str, Explanation]]:
    """Return the explanation of each file of a run, by path, each container once.

    Raises ConfigError for a tool or an operation that nobody knows.
    """
    check_names(wanted)
    memory: dict[Hashable, object] = {}
    with closing(read_inputs(settings, show_progress)) as files:
        return _without_repeats((file.path, _explained(file, settings, wanted, memory)) for file in files)


def check_names(wanted: Wanted) -> None:
    """Raise ConfigError for a tool or an operation that nobody knows."""
    if wanted.tool is not None and not _is_tool(wanted.tool):
        raise ConfigError(f"there is no tool {wanted.tool!r}{or_one_of(wanted.tool, tools())}")
    asked = tools() if wanted.tool is None else (wanted.tool,)
    known = sorted({name for tool in asked for name in operations(tool)})
    if wanted.operation is not None and wanted.operation not in known:
        of = f" of {wanted.tool}" if wanted.tool else ""
        raise ConfigError(f"there is no operation {wanted.operation!r}{of}{or_one_of(wanted.operation, known)}")


def _is_tool(name: str) -> bool:
    try:
        operations(name)
    except KeyError:
        return False
    return True


def or_one_of(name: str, known: Iterable[str]) -> str:
    """Return what to say of a wrong ``name``: the one that is near it, else all that are ``known``."""
    return did_you_mean(name, known) or f": there are {', '.join(sorted(known))}"


def _explained(file: Input, settings: Settings, wanted: Wanted, memory: dict[Hashable, object]) -> Explanation:
    source = file.source
    if source is None:
        return _as_explanation(file.result)
    files = settings.neighbours(file.folder, memory)
    explained = guarded(
        file.path,
        lambda: explain_source(
            source, settings.host_of(file.path), files, wanted, settings.compose_files, settings.projects
        ),
        _as_explanation,
    )
    return explained._replace(outside=files.outside())


def _as_explanation(result: CheckResult) -> Explanation:
    return Explanation(errors=result.errors, skipped=result.skipped)


def _without_repeats(explained: Iterable[tuple[str, Explanation]]) -> list[tuple[str, Explanation]]:
    """Return what was explained without the containers that came up with another file of the same project."""
    found: list[tuple[str, Explanation]] = []
    seen: set[tuple[str, int, str]] = set()
    for path, explanation in explained:
        new = []
        for report in explanation.containers:
            place = (os.path.realpath(report.file), report.container.header.start, report.container.label)
            if place not in seen:
                seen.add(place)
                new.append(report)
        if new or not explanation.containers:
            found.append((path, explanation._replace(containers=tuple(new))))
    return found
