"""As whom a container's own command runs what a debugger can look into."""

from __future__ import annotations

import pytest

from capslint.debuggers import recognise
from capslint.debuggers.commands.main_process import main_process
from capslint.model import Process, Start, Switch, Unknown
from tests.unit.debuggers.samples import container, running, scripted

GOSU = Switch("gosu", "app")
WHOM = Unknown("whom the target runs as")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("./api", ()),
        ("make && ./api", ()),
        ("docker-entrypoint.sh ./api", ()),
        ("tini -- ./api", ()),
        ("gosu app ./api", (GOSU,)),
        ("cd /x; export A=b; exec gosu app ./api $(nproc)", (GOSU,)),
        ("exec gosu app env A=b nohup sh -c 'exec ./api'", (GOSU,)),
        ("gosu app sh -c './worker & ./api'", (GOSU,)),
        ("gosu app ./migrate; exec gosu app ./api", (GOSU,)),
        ("gosu app tini -- ./api", (GOSU,)),
        ("./migrate && exec gosu app ./api", WHOM),
        ("gosu app ./worker & gosu app ./api", WHOM),  # the shell is there too
        ("gosu app ./api & wait", WHOM),
        ("tini -- gosu app ./api", WHOM),  # process 1 is tini
        ("sudo -u app ./api", WHOM),  # sudo waits
        ("docker-entrypoint.sh gosu app ./api", WHOM),  # by convention only
    ],
)
def test_behind_which_wrappers_the_main_process_runs(script: str, expected: tuple[Switch, ...] | Unknown) -> None:
    app = scripted(script)
    plain = Process(Start.MAIN, app)
    known = plain._replace(user=WHOM) if isinstance(expected, Unknown) else plain._replace(switches=expected)
    assert main_process(app) == known


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("gosu app strace -p 1", Process(Start.MAIN)),
        ("gosu app sh -c './api & strace -p 7'", Process(Start.MAIN, switches=(GOSU,))),
        ("gosu app ./api & strace -p 7", Process(Start.MAIN, user=WHOM)),
        ("./api & gosu app strace -p 7", Process(Start.MAIN)),
    ],
)
def test_the_debugger_is_not_its_own_target(script: str, expected: Process) -> None:
    app = scripted(script)
    (debugger,) = recognise(app)
    assert main_process(app, debugger) == expected._replace(container=app)


def test_no_command_tells_nothing() -> None:
    assert main_process(running()).switches == ()
    probed = container("services: {a: {image: i, healthcheck: {test: [CMD, gosu, app, ./check]}}}\n")
    assert main_process(probed) == Process(Start.MAIN, probed)
