"""Hold the engine data against what the engines' repositories say now: ``python -m tests.drift [NAME …]``.

NAME is an engine (docker, containerd, podman, cri-o), kubectl, images or presets; all of them without one. Files are
read with git from https://github.com, or with --from from clones in a folder, as FOLDER/OWNER/NAME. What differs is
printed as a change of the file that says it; --write makes the changes to engines, and their modules anew.

Of each line of releases the first and the last are looked at, and all that are newer than the data; where something
differs, every release of the engine, as with --every. What is compared is which system calls the default profiles let
through, not with which error they refuse; sources.toml says from which release on.

The exit status is 0 where nothing changed, 1 where something did or must be read by a person, 2 where a repository
could not be read. What is only told to be looked at again is no change.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tests.drift.engine_drift import EngineDrift, EngineReport
from tests.drift.image_users import State, image_reports
from tests.drift.upstream import GITHUB, Unreachable, Upstream
from tests.drift.watched import preset_lines, watched_report
from tests.generators import build_engines
from tests.generators.engine_tables import FOLDER
from tests.places import ROOT

SOURCES = Path(__file__).with_name("sources.toml")
IMAGES = ROOT / "capslint" / "images" / "image_users.toml"
PRESETS = ROOT / "capslint" / "hosts" / "presets.toml"
SAME, CHANGED, UNREAD = 0, 1, 2
STATUS = {State.HOLDS: SAME, State.LOOK_AGAIN: SAME, State.CHANGED: CHANGED, State.NOT_READ: UNREAD}

Table = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Print what differs and return the exit status."""
    sources = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    known = [source["name"] for source in (*sources["engine"], *sources["watched"])] + ["images", "presets"]
    asked = _options(known, arguments)
    stale = build_engines.stale(asked.data)
    if stale:
        print(f"{' and '.join(stale)}: run python tests/generators/build_engines.py first", file=sys.stderr)
        return UNREAD
    with tempfile.TemporaryDirectory(prefix="drift") as work:
        drift = Drift(sources, Upstream(asked.base, Path(work)), asked)
        return max(drift.look_at(name) for name in asked.names or known)


def _options(known: list[str], arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.drift",
        usage="%(prog)s [NAME …] [--from FOLDER] [--every] [--write]",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help=", ".join(known))
    parser.add_argument(
        "--from", dest="base", metavar="FOLDER", default=GITHUB, help="a folder of clones, or an address"
    )
    parser.add_argument("--every", action="store_true", help="look at every release")
    parser.add_argument("--write", action="store_true", help="change the files of engines, and make their modules anew")
    parser.add_argument("--data", metavar="FOLDER", type=Path, default=FOLDER, help="the files of engines")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"{unknown[0]!r} is none of {', '.join(known)}")
    return asked


class Drift:
    """All that is looked at, and what is done about it."""

    def __init__(self, sources: dict[str, list[Table]], upstream: Upstream, asked: argparse.Namespace) -> None:
        """``sources`` is sources.toml."""
        self._sources = sources
        self._upstream = upstream
        self._asked = asked

    def look_at(self, name: str) -> int:
        """Print what ``name`` says, and return the exit status for it alone."""
        try:
            match name:
                case "images":
                    return self._images()
                case "presets":
                    return _presets()
                case _:
                    return self._one(name)
        except Unreachable as error:
            print(f"{name}: could not be read: {error}")
            return UNREAD

    def _one(self, name: str) -> int:
        for source in self._sources["watched"]:
            if source["name"] == name:
                found = watched_report(source, self._upstream.repository(source["repository"]))
                print(f"{name}: {found.tag} is the newest release; {found.what}")
                return SAME if found.same else CHANGED
        source = next(source for source in self._sources["engine"] if source["name"] == name)
        return self._engine(source)

    def _engine(self, source: Table) -> int:
        files = {tomllib.loads(text)["engine"]: (path, text) for path, text in self._texts()}
        texts = {engine: text for engine, (_, text) in files.items()}
        report = EngineDrift(source, self._upstream.repository(source["repository"]), texts, self._asked.every).report()
        path, text = files[report.engine]
        print("\n".join(engine_lines(report)))
        if self._asked.write:
            path.write_text(report.text, encoding="utf-8")
            build_engines.write(self._asked.data)
        elif report.is_changed:
            sys.stdout.writelines(
                unified_diff(text.splitlines(True), report.text.splitlines(True), path.name, path.name)
            )
        return CHANGED if report.is_changed else SAME

    def _texts(self) -> Iterator[tuple[Path, str]]:
        for path in sorted(self._asked.data.glob("*.toml")):
            yield path, path.read_text(encoding="utf-8")

    def _images(self) -> int:
        status = SAME
        for report in image_reports(tomllib.loads(IMAGES.read_text(encoding="utf-8"))["image"], self._upstream):
            print(f"images: {report.image}: {report.state.value}{'; ' if report.why else ''}{report.why}")
            status = max(status, STATUS[report.state])
        return status


def _presets() -> int:
    if not PRESETS.exists():
        raise Unreachable(f"there is no {PRESETS.relative_to(ROOT)}")
    for line in preset_lines(tomllib.loads(PRESETS.read_text(encoding="utf-8"))["host"]):
        print(f"presets: {line}")
    return SAME


def engine_lines(report: EngineReport) -> Iterator[str]:
    """Return what is said of an engine before the change of its file."""
    newest = f"{report.newest} is the newest release"
    yield f"{report.engine}: {newest}{'' if report.newest == report.known else f', {report.known} the newest known'}"
    for change in report.changes:
        what = "default capabilities" if change.kind == "capabilities" else "system calls whose rules differ"
        yield f"  {change.release.name}: {what}: {', '.join(change.names)}"
    for trouble in report.troubles:
        yield f"  not read: {trouble}"
    if not report.changes:
        yield f"  {report.looked_at} releases looked at: what was read is as the data says"


if __name__ == "__main__":
    sys.exit(main())
