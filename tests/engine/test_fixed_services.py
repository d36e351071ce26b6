"""Services that capslint rewrote run again, and their debugger does its work with less than before."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engine.capslint_cli import capslint
from tests.engine.compose_flags import Service, flags, services
from tests.engine.laboratory import NOT_ON_THIS_MACHINE, Laboratory
from tests.engine.machine import options
from tests.engine.measure import Measurement
from tests.engine.service_runs import run_service

pytestmark = pytest.mark.engine

FILE = Path(__file__).parent / "broken.compose.yaml"
BROKEN = services(FILE.read_text(encoding="utf-8"))
DEBUGGERS = [name for name, service in BROKEN.items() if "x-proof" in service]
_BROAD = {"--privileged", "seccomp=unconfined", "ALL"}


class Rewrite(NamedTuple):
    """How the file is rewritten: with unsafe fixes or not, for this host or for hosts that people have today."""

    unsafe: bool
    this_host: bool

    def __str__(self) -> str:
        return f"{'--unsafe' if self.unsafe else 'safe'} for {'this host' if self.this_host else 'hosts of today'}"


REWRITES = [Rewrite(unsafe=False, this_host=False), Rewrite(unsafe=True, this_host=True)]
Rewritten = dict[Rewrite, dict[str, Service]]
Runs = dict[Rewrite | None, dict[str, Measurement]]


@pytest.fixture(scope="module")
def rewritten(lab_or_reason: Laboratory | str, tmp_path_factory: pytest.TempPathFactory) -> Rewritten:
    """The services after each rewrite."""
    if isinstance(lab_or_reason, str):
        return {}
    host = options(lab_or_reason.host)

    def after(rewrite: Rewrite, folder: Path) -> dict[str, Service]:
        copy = folder / "compose.yaml"
        copy.write_bytes(FILE.read_bytes())
        words = [*(["--unsafe"] if rewrite.unsafe else []), *(host if rewrite.this_host else [])]
        capslint("fix", *words, copy.name, folder=copy.parent, codes=(0, 1))
        return services(copy.read_text(encoding="utf-8"))

    folders = [tmp_path_factory.mktemp("rewritten") for _ in REWRITES]
    with ThreadPoolExecutor() as pool:
        return dict(zip(REWRITES, pool.map(after, REWRITES, folders), strict=True))


@pytest.fixture(scope="module")
def runs(lab_or_reason: Laboratory | str, rewritten: Rewritten) -> Runs:
    """What came of every service, as it was (None) and after each rewrite. The same service runs once."""
    if isinstance(lab_or_reason, str):
        return {}
    docker = lab_or_reason.docker
    keys: tuple[Rewrite | None, ...] = (None, *REWRITES)
    files = {key: rewritten[key] if key else BROKEN for key in keys}
    distinct = {(name, repr(file[name])): (name, file) for file in files.values() for name in DEBUGGERS}
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda one: run_service(docker, one[0], one[1], FILE.parent), distinct.values())
        found = dict(zip(distinct, done, strict=True))
    return {key: {name: found[name, repr(file[name])] for name in DEBUGGERS} for key, file in files.items()}


def _skip_where_not_started(ran: Measurement, record_property: Callable[[str, object], None]) -> None:
    """Skip what this machine cannot measure: it lacks a capability that the container is to be given."""
    if ran.worked is None and NOT_ON_THIS_MACHINE in ran.said:
        record_property("refused", f"services: the engine refused to start them: {NOT_ON_THIS_MACHINE}")
        pytest.skip("the engine refused to start the container")


@pytest.mark.parametrize("name", DEBUGGERS)
def test_the_debugger_does_before_what_the_file_says(
    name: str, lab: Laboratory, runs: Runs, record_property: Callable[[str, object], None]
) -> None:
    before = runs[None][name]
    _skip_where_not_started(before, record_property)
    assert bool(before.worked) is (BROKEN[name].get("x-before") != "fails"), before.said


@pytest.mark.parametrize("rewrite", REWRITES, ids=str)
@pytest.mark.parametrize("name", DEBUGGERS)
def test_the_debugger_works_after_the_fix(
    name: str,
    rewrite: Rewrite,
    lab: Laboratory,
    rewritten: Rewritten,
    runs: Runs,
    record_property: Callable[[str, object], None],
) -> None:
    if BROKEN[name].get("x-fix") == "unsafe" and not rewrite.unsafe:
        assert rewritten[rewrite][name] == BROKEN[name]
        return
    after = runs[rewrite][name]
    _skip_where_not_started(after, record_property)
    assert after.worked, after.said


@pytest.mark.parametrize("name", DEBUGGERS)
def test_the_fix_took_the_broad_grants_away(name: str, lab: Laboratory, rewritten: Rewritten) -> None:
    after = rewritten[Rewrite(unsafe=True, this_host=True)]
    assert _words(after[name]) != _words(BROKEN[name]) or BROKEN[name].get("x-stays")
    assert not _BROAD & set(_words(after[name])) or BROKEN[name].get("x-stays")


def _words(service: Service) -> list[str]:
    words = flags(service, FILE.parent, str)
    # Dropping ALL is no grant.
    return [word for place, word in enumerate(words) if words[place - 1 : place] != ["--cap-drop"]]
