"""The judgement on debuggers behind wrappers that change the user.

Sources: capabilities(7), "Effect of user ID changes on capabilities"; measured with setpriv and runuser 2.38.1.
"""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import Host, Lsm, Outcome, Process, Scene, Starter, Switch, User
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container

COMPOSE = assumed(Host(lsm=Lsm.APPARMOR), Starter.ENGINE)
NOBODY, ROOT = User(1000, 1000), User(0, 0)
SUDO = (Switch("sudo", "root", is_sudo=True),)
GOSU = Switch("gosu", "1000:1000")
NOT_ROOT = ["credentials", "capability subset", "yama"]
WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS


@pytest.mark.parametrize(
    ("process", "given", "expected"),
    [
        (
            {"switches": (GOSU,)},
            {"cap_add": ("SYS_PTRACE",), "user": ROOT},
            (FAILS, NOT_ROOT),
        ),
        ({"switches": (GOSU._replace(user="app"),)}, {"privileged": True, "user": ROOT}, (FAILS, NOT_ROOT)),
        ({"switches": (GOSU._replace(user="root"),)}, {"cap_add": ("SYS_PTRACE",), "user": ROOT}, (WORKS, [])),
        ({"switches": (GOSU._replace(user="$WHO"),)}, {"cap_add": ("SYS_PTRACE",), "user": ROOT}, (DEPENDS, NOT_ROOT)),
        (
            {"switches": (GOSU._replace(may_keep=True),)},
            {"cap_add": ("SYS_PTRACE",), "user": ROOT},
            (DEPENDS, NOT_ROOT),
        ),
        (
            {"switches": (GOSU,), "file_capabilities": ("SYS_PTRACE",)},
            {"cap_add": ("SYS_PTRACE",), "user": ROOT},
            (WORKS, []),
        ),
        ({"switches": (SUDO[0]._replace(user="app"),)}, {"cap_add": ("SYS_PTRACE",), "user": ROOT}, (FAILS, NOT_ROOT)),
        ({"switches": (GOSU, *SUDO)}, {"cap_add": ("SYS_PTRACE",), "user": ROOT}, (WORKS, [])),
        (
            {"switches": (GOSU, *SUDO)},
            {"cap_add": ("SYS_PTRACE",), "user": ROOT, "no_new_privileges": True},
            (FAILS, ["program"]),
        ),
    ],
)
def test_whom_a_wrapper_makes_of_root(
    process: dict[str, Any], given: dict[str, Any], expected: tuple[Answer, list[str]]
) -> None:
    verdict = judge(container(**given), operation("strace", "attach"), COMPOSE, Scene(Process(**process)))
    gates = [gate.gate for gate in verdict.gates if gate.outcome is not Outcome.PASSES]
    assert (verdict.answer, gates) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"user": ROOT}, WORKS),
        ({"user": ROOT, "cap_drop": ("SETUID",)}, DEPENDS),
        ({"user": ROOT, "cap_drop": ("ALL",), "cap_add": ("SETUID", "SETGID")}, WORKS),
        ({"user": NOBODY}, DEPENDS),
        ({"user": None}, DEPENDS),
    ],
)
def test_a_wrapper_wants_capabilities_to_change_the_user(given: dict[str, Any], expected: Answer) -> None:
    verdict = judge(container(**given), operation("strace", "launch"), COMPOSE, Scene(Process(switches=(GOSU,))))
    assert verdict.answer is expected
    assert all(gate.gate == "program" for gate in verdict.gates if gate.outcome is not Outcome.PASSES)


LIMIT = Switch("setpriv", "", limits="-sys_ptrace")


@pytest.mark.parametrize(
    ("switches", "given", "expected"),
    [
        ([LIMIT], {"user": ROOT}, FAILS),
        ([LIMIT._replace(limits="-all")], {"user": ROOT}, FAILS),
        ([LIMIT._replace(limits="-all,+sys_ptrace")], {"user": ROOT}, WORKS),
        ([LIMIT._replace(limits="-net_raw")], {"user": ROOT}, WORKS),
        ([LIMIT._replace(limits="-$CAP")], {"user": ROOT}, DEPENDS),
        ([LIMIT._replace(limits="+noroot")], {"user": ROOT}, DEPENDS),  # --securebits
        ([LIMIT], {"user": ROOT, "cap_drop": ("SETPCAP",)}, DEPENDS),
        ([*SUDO, LIMIT], {"user": NOBODY}, FAILS),
        ([LIMIT, *SUDO], {"user": NOBODY}, DEPENDS),  # who is not root may not take anything
        ([LIMIT._replace(limits="-setuid"), GOSU], {"user": ROOT}, FAILS),
    ],
)
def test_what_a_wrapper_takes_from_the_bounding_set(
    switches: list[Switch], given: dict[str, Any], expected: Answer
) -> None:
    """Measured with setpriv 2.38.1: root behind it lacks what the bounding set lacks."""
    scene = Scene(Process(switches=tuple(switches)))
    one = container(cap_add=("SYS_PTRACE",), **given)
    assert judge(one, operation("strace", "attach"), COMPOSE, scene).answer is expected


def test_a_wrapper_that_gives_up_root_and_its_capabilities_still_starts_a_program() -> None:
    scene = Scene(Process(switches=(GOSU._replace(limits="-all"),)))
    assert judge(container(user=ROOT), operation("strace", "launch"), COMPOSE, scene).answer is WORKS
