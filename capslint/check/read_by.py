"""What reads a file, before any rule is asked."""

from __future__ import annotations

from capslint import formats
from capslint.check.check_options import Options
from capslint.check.read_file import NotJudgedError, ReadFile
from capslint.source import Source
from capslint.startup.records import NamedTuple


class ReadBy(NamedTuple):
    """The titles of the formats that read a file, and how many containers they see; or why nobody reads it."""

    formats: tuple[str, ...] = ()
    containers: int = 0
    why_not: str | None = None
    errors: int = 0


def read_by(source: Source, options: Options, files: formats.Files) -> ReadBy:
    """Return what reads ``source``; ``files`` reads what stands beside it."""
    read = ReadFile(source, options, files)
    titles: dict[str, None] = {}
    containers = 0
    try:
        for workload, _ in read.workloads():
            containers += len(workload.containers)
            titles |= {formats.format_of(container).title: None for container in workload.containers}
    except NotJudgedError as reason:
        return ReadBy(why_not=str(reason))
    if not read.is_ours and not read.errors:
        return ReadBy(why_not=read.why_nothing())
    return ReadBy(tuple(titles), containers, errors=len(read.errors))
