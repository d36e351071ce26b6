"""What a fix may never do, held over generated files by an oracle that shares no code with the plan.

``python -m tests.privilege.many`` does the same with as many files as there is time for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

import capslint_rules
from capslint.api import Safety
from capslint.model import Engine, Host
from capslint.plan.shared_places import SharedPlaces
from tests.privilege.fixing import SAFE, Fixed
from tests.privilege.once_beside_others import BESIDE_OTHERS
from tests.privilege.once_broken import LONE, ONCE_BROKEN, PODMAN
from tests.privilege.properties import BY_HAND, ORDER, broken, every_failure_is_told
from tests.privilege.readings import read_once
from tests.privilege.workloads import ENGINES, Generated, generated

SEED = 7
FILES = 96
"""What two idle processors try in half a minute; ``python -m tests.privilege.many`` tries as many as it is told."""
TOGETHER = 4
IMPLIED = {
    "a debugger for which SYS_PTRACE stands": LONE.format("./app", "cap_add: [ALL, SYS_PTRACE, SYS_ADMIN]"),
    "one beside privileged": LONE.format("sleep infinity", "privileged: true\n    cap_add: [SYS_PTRACE]"),
    "one that only a port beside the open filter names": LONE.format(
        "./app", "ports: ['2345']\n    security_opt: ['seccomp=unconfined', 'apparmor=unconfined']"
    ),
    "one that a port names beside an installed one": LONE.format("", "ports: ['2345']\n    tty: true").replace(
        "image: x\n    command: ", "image: me/gdb"
    ),
    "installed ones where somebody works": LONE.format("sleep infinity", "user: root").replace(
        "image: x", "image: gdb"
    ),
}


@pytest.mark.parametrize("case", IMPLIED)
@pytest.mark.parametrize("host", [Host(), ENGINES[0], PODMAN], ids=["docker", "an old one", "podman"])
def test_what_is_implied_is_held_to_the_same(case: str, host: Host) -> None:
    assert list(broken(written(IMPLIED[case]), [host], 0)) == []


def written(text: str) -> Generated:
    return Generated(yaml.safe_load(text), None, ("", "", False))


@pytest.mark.parametrize("case", [*ONCE_BROKEN, *BESIDE_OTHERS])
def test_what_was_broken_once(case: str) -> None:
    text, host = (ONCE_BROKEN | BESIDE_OTHERS)[case]
    assert list(broken(written(text), [host], 0)) == []


def broken_among(count: int, kind: str | None = None) -> list[str]:
    """Return what is broken in the first files, each on one of its hosts: the first thing alone."""
    for number in range(count):
        file = generated(number, SEED)
        for told, host, problem in broken(file, [file.hosts[number // 2 % 8]], number, kind):
            return [f"{told}: {problem}\n{host}\n{file.text}"]
    return []


@pytest.mark.parametrize("first", range(0, FILES, TOGETHER))
def test_all_holds_of_files_that_nobody_wrote_on_every_host(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    read_once(monkeypatch.setattr)
    for number in range(first, first + TOGETHER):
        file = generated(number, SEED)
        for kind, host, problem in broken(file, file.hosts, number):
            pytest.fail(f"{kind}: {problem}\n{host}\n{file.text}")


def _first_of(places: SharedPlaces, setting: Any) -> Any:
    return tuple(container for container in places._containers if setting.place.node in _nodes(container))[:1]


def _nodes(container: Any) -> list[Any]:
    return [field.place.node for field in container if hasattr(field, "place")]


MUTANTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "worse": ("capslint.plan.workload_model.all_meant", tuple),
    "needless (safe)": ("capslint.api.fix_safety.safety_of_effect", lambda *_: Safety.SAFE),
    "left": ("capslint.fix.loop.why_worse", lambda *_: "for no reason"),
    ORDER: ("capslint.plan.shared_places.SharedPlaces.users_of", _first_of),
    "lost (safe)": ("capslint.api.fix_safety._is_all_it_can_need", lambda *_: True),
}
"""For each property a function of the product, and a wrong one that it notices."""


@pytest.mark.parametrize("kind", MUTANTS)
def test_each_notices_a_wrong_program(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*MUTANTS[kind])
    assert broken_among(200, kind) != []


def test_a_failure_that_nobody_tells_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = LONE.format("strace -p 1", "pid: 'service:b'").replace("  a:", "  b: {image: y}\n  a:", 1)
    host = Host(engine=Engine.DOCKER, ptrace_scope=2)
    assert list(every_failure_is_told(Fixed(text, host, SAFE))) == []
    loud = ("missing-sys-ptrace", "debugger-fails")
    silent = tuple(rule for rule in capslint_rules.RULES if rule.meta.id not in loud)
    monkeypatch.setattr(capslint_rules, "RULES", silent)
    assert list(every_failure_is_told(Fixed(text, host, SAFE))) == [
        "nothing tells that strace attach (strace -p 1) fails in services.a"
    ]


def test_an_order_of_advice_that_matters_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text, host = ONCE_BROKEN["a name that is kept once ALL has gone"]

    def in_any_order() -> list[str]:
        return [problem for number in range(12) for *_, problem in broken(written(text), [host], number, BY_HAND)]

    assert in_any_order() == []
    monkeypatch.setattr("capslint.api.fix_safety.gained", lambda *_: ())
    assert in_any_order() != []
