"""What no program can read for us: files that a person has read, and presets with sources of many kinds."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.drift.read_profile import digest_of
from tests.drift.releases import releases_of
from tests.drift.upstream import Repository, Unreachable


class WatchedReport(NamedTuple):
    """Whether a file that a person has read is still as it was then, and at which tag it was looked at now."""

    name: str
    tag: str
    same: bool
    what: str


def watched_report(source: dict[str, Any], repository: Repository) -> WatchedReport:
    """Return whether the file is at the newest release as it was read. Raises Unreachable without a release."""
    releases = releases_of(repository.tags(), source["tags"], "0")
    if not releases:
        raise Unreachable(f"no tag of {source['repository']} looks like a release")
    tag = releases[-1].tag
    place = f"github.com/{source['repository']} {source['path']}"
    repository.bring([tag])
    blobs = repository.blobs(tag, [source["path"]])
    if not blobs:
        return WatchedReport(source["name"], tag, False, f"{place} is not there any more: find where it is now")
    digest = digest_of(repository.text(blobs[source["path"]]))
    if digest == source["digest"]:
        return WatchedReport(source["name"], tag, True, f"{place} is as it was read at {source['read']}")
    return WatchedReport(
        source["name"],
        tag,
        False,
        f"{place} is changed since {source['read']} (digest {digest}): read it, put {' and '.join(source['stands'])}"
        " right, and tell the tag and the digest in sources.toml",
    )


def preset_lines(presets: list[dict[str, Any]]) -> list[str]:
    """Return a line for each preset with the day its sources were read, the oldest first: a person reads them again."""
    dated = sorted((str(preset["read"]), str(preset["name"]), _sources(preset)) for preset in presets)
    return [f"{name}: look again; {count} sources were read on {read}" for read, name, count in dated]


def _sources(preset: dict[str, Any]) -> int:
    return len({fact["source"] for fact in preset["facts"]})
