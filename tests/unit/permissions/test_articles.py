"""The experiments of two articles on strace and delve in containers, on Docker 18.09.7, on 19.03, and today.

jvns.ca, 2020-04-29 ("Why strace doesn't work in Docker"), and the article on debugging Go in Docker it builds upon. All
at kernel.yama.ptrace_scope 1, as root.
"""

from __future__ import annotations

from typing import Any

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import (
    Engine,
    Host,
    Lsm,
    Outcome,
    Process,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Starter,
    User,
    Verdict,
)
from capslint.model.verdict import Answer
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container

UNCONFINED = Seccomp(SeccompKind.UNCONFINED)
PTRACE_ALONE = Seccomp(
    SeccompKind.FILE,
    "ptrace-alone.json",
    """{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
        {"names": ["ptrace", "execve", "read", "write", "exit_group"], "action": "SCMP_ACT_ALLOW"}]}""",
)
OLDEST = assumed(Host(Engine.DOCKER, (1, 11, 2), (4, 9), 1, Lsm.APPARMOR), Starter.ENGINE)
OLD = assumed(Host(Engine.DOCKER, (18, 9, 7), (4, 9), 1, Lsm.APPARMOR), Starter.ENGINE)
MIDDLE = assumed(Host(Engine.DOCKER, (19, 3, 15), (4, 19), 1, Lsm.APPARMOR), Starter.ENGINE)
TODAY = assumed(Host(), Starter.ENGINE)

LAUNCHES = {"strace ls": ("strace", "launch"), "dlv debug": ("delve", "launch")}
ATTACHES = {"strace -p 1": ("strace", "attach"), "dlv attach": ("delve", "attach")}
ALL = {**LAUNCHES, **ATTACHES}


def tried(host: Host, command: str, scene: Scene | None = None, **given: Any) -> Verdict:
    return judge(container(**given), operation(*ALL[command]), host, scene)


def blockers(verdict: Verdict) -> list[str]:
    return [gate.gate for gate in verdict.gates if gate.outcome is Outcome.BLOCKS]


def works(verdict: Verdict) -> bool:
    assert verdict.answer is not Answer.DEPENDS, verdict
    return verdict.answer is Answer.WORKS


@pytest.mark.parametrize("command", ALL)
class TestDocker1809:
    def test_by_default_all_fail_at_seccomp(self, command: str) -> None:
        verdict = tried(OLD, command)
        assert verdict.answer is Answer.FAILS
        assert blockers(verdict)[0] == "seccomp"
        assert verdict.gates[0].why == "Docker 18.09.7's default profile allows ptrace only with CAP_SYS_PTRACE"

    def test_unconfined_launches_work_and_attaches_fail_at_yama(self, command: str) -> None:
        verdict = tried(OLD, command, seccomp=UNCONFINED)
        assert works(verdict) is (command in LAUNCHES)
        assert blockers(verdict) == ([] if command in LAUNCHES else ["yama"])

    @pytest.mark.parametrize("spelling", ["SYS_PTRACE", "sys_ptrace"])
    def test_sys_ptrace_makes_all_work(self, command: str, spelling: str) -> None:
        assert works(tried(OLD, command, cap_add=(spelling,)))

    def test_with_the_prefix_the_container_is_not_created(self, command: str) -> None:
        assert blockers(tried(OLD, command, cap_add=("CAP_SYS_PTRACE",)))[0] == "engine"

    def test_after_the_capability_is_dropped_launching_still_works(self, command: str) -> None:
        # capsh --drop=cap_sys_ptrace: the filter was made for the container's bounding set, and stays.
        scene = Scene(Process(dropped=("SYS_PTRACE",)))
        verdict = tried(OLD, command, scene, cap_add=("SYS_PTRACE",))
        assert works(verdict) is (command in LAUNCHES)
        assert blockers(verdict) == ([] if command in LAUNCHES else ["capability subset", "yama"])

    @pytest.mark.parametrize("given", [{"cap_add": ("ALL",)}, {"privileged": True}], ids=["ALL", "privileged"])
    def test_all_capabilities_make_all_work(self, command: str, given: dict[str, Any]) -> None:
        assert works(tried(OLD, command, **given))

    def test_a_profile_with_ptrace_alone_opens_launching_alone(self, command: str) -> None:
        verdict = tried(OLD, command, seccomp=PTRACE_ALONE)
        assert works(verdict) is (command in LAUNCHES)
        assert blockers(verdict) == ([] if command in LAUNCHES else ["yama"])


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("release", [(1, 10, 3), (1, 11, 0), (1, 11, 2)], ids=str)
class TestDocker110And111:
    def test_sys_ptrace_alone_does_not_help(self, command: str, release: tuple[int, ...]) -> None:
        host = OLDEST._replace(engine_version=release)
        assert blockers(tried(host, command, cap_add=("SYS_PTRACE",))) == ["seccomp"]

    def test_with_unconfined_it_does(self, command: str, release: tuple[int, ...]) -> None:
        host = OLDEST._replace(engine_version=release)
        assert works(tried(host, command, cap_add=("SYS_PTRACE",), seccomp=UNCONFINED))


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("host", [MIDDLE, TODAY], ids=["19.03", "today"])
class TestDocker1903AndToday:
    def test_by_default_launching_needs_nothing_and_attaching_fails_at_yama(self, host: Host, command: str) -> None:
        verdict = tried(host, command)
        assert works(verdict) is (command in LAUNCHES)
        assert blockers(verdict) == ([] if command in LAUNCHES else ["yama"])

    def test_even_without_any_capability(self, host: Host, command: str) -> None:
        verdict = tried(host, command, cap_drop=("ALL",), no_new_privileges=True, user=User(1000, 1000))
        assert works(verdict) is (command in LAUNCHES)

    def test_unconfined_changes_nothing(self, host: Host, command: str) -> None:
        assert blockers(tried(host, command, seccomp=UNCONFINED)) == blockers(tried(host, command))

    @pytest.mark.parametrize("spelling", ["SYS_PTRACE", "sys_ptrace", "CAP_SYS_PTRACE"])
    def test_sys_ptrace_makes_all_work(self, host: Host, command: str, spelling: str) -> None:
        assert works(tried(host, command, cap_add=(spelling,)))

    @pytest.mark.parametrize("given", [{"cap_add": ("ALL",)}, {"privileged": True}], ids=["ALL", "privileged"])
    def test_all_capabilities_make_all_work(self, host: Host, command: str, given: dict[str, Any]) -> None:
        assert works(tried(host, command, **given))

    def test_sys_ptrace_does_not_help_a_user_that_is_not_root(self, host: Host, command: str) -> None:
        verdict = tried(host, command, cap_add=("SYS_PTRACE",), user=User(1000, 1000))
        assert blockers(verdict) == ([] if command in LAUNCHES else ["yama"])

    def test_scope_0_lets_all_work_and_3_none(self, host: Host, command: str) -> None:
        assert works(tried(host._replace(ptrace_scope=0), command))
        assert blockers(tried(host._replace(ptrace_scope=3), command, cap_add=("ALL",))) == ["yama"]

    def test_on_the_host_the_filter_of_the_container_does_not_count(self, host: Host, command: str) -> None:
        scene = Scene(Process(start=Start.HOST), Process(start=Start.MAIN))
        assert works(tried(host, command, scene))


def test_an_old_kernel_keeps_the_old_rule_on_19_03() -> None:
    verdict = tried(MIDDLE._replace(kernel=(3, 10)), "strace ls")
    assert blockers(verdict) == ["seccomp"]
    assert verdict.gates[0].why == (
        "Docker 19.03.15's default profile allows ptrace only with kernel 4.8 or later or with CAP_SYS_PTRACE"
    )
