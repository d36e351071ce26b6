"""What an engine's repository says of its releases, held against the engine data, and the data as it ought to be."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from capslint.permissions.seccomp.rules import Action
from tests.drift.behaviour import same
from tests.drift.engine_file import capabilities_entry, seccomp_entry, with_entry, with_newest
from tests.drift.go_profile import Entry
from tests.drift.go_tokens import Unreadable
from tests.drift.plain_entries import plain
from tests.drift.read_profile import NO_FUNCTION, digest_of, made_over, read_capabilities, read_profile
from tests.drift.releases import Release, at_the_ends, releases_of
from tests.drift.told import Calls, Told
from tests.drift.upstream import Repository, Unreachable
from tests.generators.engine_tables import by_call, names_of, version

Table = dict[str, Any]
_same = lru_cache(maxsize=100_000)(same)  # the same few rules are compared for one release after the other


class Change(NamedTuple):
    """What a release has otherwise than the data says: the names that differ, and the entry that says so."""

    release: Release
    kind: str
    names: tuple[str, ...]
    entry: str


class EngineReport(NamedTuple):
    """What was found of an engine. ``text`` is its TOML file as it ought to be; ``troubles`` is what was not read."""

    engine: str
    known: str
    newest: str
    looked_at: int
    changes: tuple[Change, ...]
    troubles: tuple[str, ...]
    text: str

    @property
    def is_changed(self) -> bool:
        """Return whether the data is behind, or a person has to read something."""
        return bool(self.changes or self.troubles) or self.known != self.newest


class _Found(NamedTuple):
    """What a release has: the entries of its profile and its capabilities, with the files they were read from."""

    entries: tuple[Entry, ...]
    calls: Calls
    profile_path: str
    capabilities: frozenset[str]
    capabilities_path: str


class EngineDrift:
    """One engine and its repository."""

    def __init__(self, source: Table, repository: Repository, texts: dict[str, str], every: bool = False) -> None:
        """``texts`` are the TOML files by engine; with ``every`` each release is looked at."""
        self._source = source
        self._repository = repository
        self._texts = dict(texts)
        self._every = every
        self._read: dict[tuple[str, ...], Any] = {}
        self._troubles: dict[str, str] = {}

    @property
    def _engine(self) -> str:
        return str(self._source["name"])

    def report(self) -> EngineReport:
        """Return what was found. Raises Unreachable where the repository cannot be read."""
        table = tomllib.loads(self._texts[self._engine])
        known = version(table["newest"])
        everything = releases_of(self._repository.tags(), self._source["tags"], self._source["since"])
        if not everything:
            raise Unreachable(f"no tag of {self._source['repository']} looks like a release")
        chosen = everything if self._every else at_the_ends(everything, known)
        changes, text = self._changes(chosen)
        if changes and not self._every:
            chosen = everything
            changes, text = self._changes(chosen)
        newest, source = table["newest"], table["source"]
        if everything[-1].number > known:
            newest, source = everything[-1].name, f"github.com/{self._source['repository']}, tag {everything[-1].tag}"
        text = with_newest(text, newest, source, max(table["date"], self._repository.last_day()))
        return EngineReport(
            self._engine,
            table["newest"],
            newest,
            len(chosen),
            tuple(changes),
            tuple(f"{trouble} (first in {release})" for trouble, release in self._troubles.items()),
            text,
        )

    def _changes(self, chosen: list[Release]) -> tuple[list[Change], str]:
        """Return what differs in ``chosen``, each after what was found before it is put right, and the text then."""
        self._repository.bring(release.tag for release in chosen)
        text = self._texts[self._engine]
        changes: list[Change] = []
        told: Told | None = None
        for release in chosen:
            found = self._found(release)
            for kind in ("seccomp", "capabilities") if found else ():
                assert found is not None
                told = told or self._told(text)
                names = self._differ(told, release, found, kind)
                if names:
                    text, entry = self._put_right(text, release, found, kind)
                    changes.append(Change(release, kind, names, entry))
                    told = None
        return changes, text

    def _told(self, text: str) -> Told:
        texts = {**self._texts, self._engine: text}
        return Told(self._engine, {engine: tomllib.loads(each) for engine, each in texts.items()})

    def _differ(self, told: Told, release: Release, found: _Found, kind: str) -> tuple[str, ...]:
        if kind == "seccomp":
            ways = told.profiles(release.number)
            return tuple(sorted({name for way in ways for name in _other(way, found.calls, told.default)}))
        sure, possible = told.capabilities(release.number)
        # What is left open stays so: distributions set the defaults in a containers.conf of their own
        return tuple(sorted((sure - found.capabilities) | (found.capabilities - possible)))

    def _put_right(self, text: str, release: Release, found: _Found, kind: str) -> tuple[str, str]:
        """Return the text with an entry for ``release``, and the entry: empty where it is as the one before."""
        without = with_entry(text, kind, release.number, None)
        told = self._told(without)
        names = self._differ(told, release, found, kind)
        if not names:
            return without, ""
        path = found.profile_path if kind == "seccomp" else found.capabilities_path
        also = f", {Path(self._source['file']).name}" if kind == "seccomp" and "file" in self._source else ""
        source = f"github.com/{self._source['repository']}, {path}{also} at {release.tag}"
        if kind == "seccomp":
            entry = seccomp_entry(release.name, source, _entries(names, found.entries, told.default))
        else:
            entry = capabilities_entry(release.name, source, sorted(found.capabilities))
        return with_entry(text, kind, release.number, entry), entry

    def _found(self, release: Release) -> _Found | None:
        """Return what ``release`` has, None where it cannot be read: that is told as a trouble, once for each kind."""
        source = self._source
        wanted = [*source["seccomp"], *source["capabilities"], *([source["file"]] if "file" in source else [])]
        blobs = self._repository.blobs(release.tag, wanted)
        try:
            profile = _first(source["seccomp"], blobs)
            capabilities = _first(source["capabilities"], blobs)
            entries, calls = self._profile(profile, blobs)
            names = self._once(("capabilities", blobs[capabilities]), self._capabilities)
        except Unreadable as error:
            self._troubles.setdefault(str(error), release.name)
            return None
        return _Found(entries, calls, profile, names, capabilities)

    def _profile(self, path: str, blobs: dict[str, str]) -> tuple[tuple[Entry, ...], Calls]:
        also = blobs.get(self._source.get("file", ""), "")
        return self._once((path, blobs[path], also), self._parsed)  # type: ignore[no-any-return]  # it is what _parsed made

    def _parsed(self, path: str, blob: str, also: str) -> tuple[tuple[Entry, ...], Calls]:
        try:
            entries = read_profile(self._repository.text(blob), self._source["written_in"])
        except Unreadable as error:
            raise Unreadable(f"{path} is changed, read it: {error}") from None
        if "made_over" in self._source:
            function = self._source["function"]
            digest = digest_of(self._repository.text(also), function) if also else NO_FUNCTION
            try:
                entries = made_over(entries, self._source["made_over"], digest)
            except Unreadable as error:
                raise Unreadable(f"{self._source['file']}: {error}") from None
        errno = tomllib.loads(self._texts[self._engine])["errno"]
        return tuple(entries), by_call(entries, errno)

    def _capabilities(self, _: str, blob: str) -> frozenset[str]:
        return read_capabilities(self._repository.text(blob), self._source["behind"])

    def _once(self, key: tuple[str, ...], read: Any) -> Any:
        if key not in self._read:
            try:
                self._read[key] = read(*key)
            except (Unreadable, ValueError) as error:
                self._read[key] = Unreadable(str(error))
        if isinstance(self._read[key], Unreadable):
            raise self._read[key]
        return self._read[key]


def _first(paths: Iterable[str], blobs: dict[str, str]) -> str:
    """Return the first of ``paths`` that is there."""
    tried = list(paths)
    for path in tried:
        if path in blobs:
            return path
    raise Unreadable(f"there is no {' and no '.join(tried)}: find where it is now, and tell it in sources.toml")


def _other(ours: Calls, theirs: Calls, default: Action) -> Iterator[str]:
    for name in sorted(set(ours) | set(theirs)):
        if not _same(name, ours.get(name, ()), theirs.get(name, ()), default):
            yield name


def _entries(names: Iterable[str], entries: Iterable[Entry], default: Action) -> Iterator[Entry]:
    """Return the entries that the profile has for ``names``: calls with the same ones together."""
    groups: dict[str, list[str]] = {}
    rules: dict[str, list[Entry]] = {}
    for name in names:
        own = [_bare(entry) for entry in entries if name in names_of(entry)]
        own = plain(name, own, default)
        key = json.dumps(own)
        rules[key] = own
        groups.setdefault(key, []).append(name)
    for key, together in groups.items():
        for entry in rules[key]:
            yield {"names": together, **entry}


def _bare(entry: Entry) -> Entry:
    dropped = {"names", "name"} | ({"action"} if entry.get("action") == "SCMP_ACT_ALLOW" else set())
    return {key: value for key, value in entry.items() if key not in dropped}
