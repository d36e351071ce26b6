"""The smallest capabilities, and who is taken to look into whom."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies

from capslint.debuggers.catalogue import operation
from capslint.model import (
    Answer,
    Container,
    Evidence,
    Host,
    PidMode,
    PidNamespace,
    Process,
    Role,
    Scene,
    Seccomp,
    SeccompKind,
    Start,
    Starter,
    Sureness,
    Switch,
    Unknown,
    User,
    Verdict,
    Workload,
)
from capslint.model.grants import with_capabilities
from capslint.permissions.assumed_host import assumed
from capslint.permissions.certainty import Unsure
from capslint.permissions.gates.pid_namespace import sees
from capslint.permissions.judge_operation import judge
from capslint.permissions.least import CANDIDATES, least_capabilities, narrowest_capabilities, reaches, without_needless
from capslint.permissions.scenario import CommandFacts, scene_for
from capslint.source import Span
from tests.truth.containers import container

SUDO = (Switch("sudo", "root", is_sudo=True),)
COMPOSE = assumed(Host(perf_event_paranoid=2), Starter.ENGINE)
ATTACH = operation("strace", "attach")
OLD = COMPOSE._replace(engine_version=(18, 9, 7))


def test_what_works_for_root_goes_on_for_the_root_of_an_image() -> None:
    """With perf_event_paranoid unknown SYS_ADMIN is enough for root, and PERFMON is not on Debian and Ubuntu."""
    host = assumed(Host(), Starter.ENGINE)
    asked = ((operation("perf", "system"), Scene()),)
    for user, non_root, expected in (
        (User(0, 0), None, ("SYS_ADMIN",)),
        (None, None, ("SYS_ADMIN",)),
        (None, True, ("PERFMON",)),
    ):
        was = container(user=user, cap_add=("SYS_ADMIN",))
        was = was._replace(run_as_non_root=was.run_as_non_root._replace(value=non_root))
        without = was._replace(cap_add=was.cap_add._replace(value=()))
        assert least_capabilities(without, asked, host, was=was) == expected


@pytest.mark.parametrize(("added", "expected"), [((), ("SYS_ADMIN",)), (("SYSLOG",), ("SYSLOG", "SYS_ADMIN"))])
def test_names_of_the_kernels_functions_stay_where_they_are_known(
    added: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    asked, host = ((operation("perf", "system"), Scene()),), assumed(Host(), Starter.ENGINE)
    was = container(cap_add=("SYS_ADMIN", *added))
    goal = [judge(was, operation("perf", "system"), host)]
    assert least_capabilities(container(), asked, host, goal) == expected
    assert least_capabilities(container(), asked, host) == ("SYS_ADMIN",)


def least(host: Host, *what: str, scene: Scene | None = None, **given: Any) -> tuple[str, ...] | None:
    asked = tuple((operation(*each.split()), scene or Scene()) for each in what)
    return least_capabilities(container(**given), asked, host)


@pytest.mark.parametrize(
    ("host", "what", "given", "expected"),
    [
        (COMPOSE, ["strace launch"], {}, ()),
        (COMPOSE, ["strace launch"], {"cap_drop": ("ALL",)}, ()),
        (COMPOSE, ["strace attach"], {}, ("SYS_PTRACE",)),
        (COMPOSE, ["strace attach"], {"user": None}, ("SYS_PTRACE",)),
        (COMPOSE, ["strace attach"], {"user": User(1000, 1000)}, None),
        (COMPOSE, ["strace attach"], {"cap_add": ("SYS_PTRACE",)}, ()),
        (COMPOSE, ["strace attach"], {"privileged": True}, ()),
        (COMPOSE, ["strace attach", "delve launch", "node-inspect serve"], {}, ("SYS_PTRACE",)),
        (COMPOSE, [], {}, ()),
        (OLD, ["strace launch"], {}, ("SYS_PTRACE",)),
        (OLD, ["gdb launch"], {"cap_drop": ("ALL",)}, ("SYS_PTRACE",)),
        (COMPOSE._replace(engine_version=(1, 11, 0)), ["strace launch"], {}, None),
        (COMPOSE, ["lldb launch"], {}, None),
        (COMPOSE, ["lldb launch"], {"seccomp": Seccomp(SeccompKind.UNCONFINED)}, ()),
        (COMPOSE, ["perf record"], {}, ("PERFMON",)),
        (COMPOSE._replace(perf_event_paranoid=3), ["perf record"], {}, ("SYS_ADMIN",)),
        (COMPOSE._replace(engine_version=(20, 10, 24)), ["perf record"], {}, ("SYS_ADMIN",)),
        (COMPOSE._replace(perf_event_paranoid=None), ["perf record"], {}, ("SYS_ADMIN",)),
        (COMPOSE, ["bpftrace trace"], {}, ("PERFMON", "BPF", "SYS_RESOURCE")),
        (COMPOSE._replace(kernel=(5, 11)), ["bpftrace trace"], {}, ("PERFMON", "BPF")),
        (COMPOSE._replace(kernel=(5, 4)), ["bpftrace trace"], {}, ("SYS_RESOURCE", "SYS_ADMIN")),
        (COMPOSE._replace(kernel=(6, 1)), ["bpftrace trace", "strace attach"], {}, ("SYS_PTRACE", "PERFMON", "BPF")),
        (COMPOSE, ["tcpdump capture"], {}, ()),
        (COMPOSE, ["tcpdump capture"], {"cap_drop": ("ALL",)}, ("NET_RAW",)),
        (COMPOSE, ["criu dump"], {}, ("SYS_PTRACE", "CHECKPOINT_RESTORE")),
        (COMPOSE, ["nsenter enter"], {}, ("SYS_ADMIN",)),
        (COMPOSE, ["strace attach"], {"cap_add": Unknown("the variable CAPS")}, ("SYS_PTRACE",)),
    ],
)
def test_least_capabilities(
    host: Host, what: list[str], given: dict[str, Any], expected: tuple[str, ...] | None
) -> None:
    found = least(host, *what, **given)
    assert found == expected
    if found:
        wider = with_capabilities(container(**given), *found, beside_unknown=True)
        for name in found:
            others = (other for other in found if other != name)
            fewer = with_capabilities(container(**given), *others, beside_unknown=True)
            answers = [(judge(each, operation(*one.split()), host).answer) for each in (wider, fewer) for one in what]
            assert answers[: len(what)] != answers[len(what) :], f"{name} is not needed"


@pytest.mark.parametrize(
    ("host", "what", "given", "expected"),
    [
        (COMPOSE, "strace launch", {}, ()),
        (COMPOSE, "strace attach", {}, ("SYS_PTRACE",)),
        (COMPOSE._replace(perf_event_paranoid=None), "perf record", {}, ("PERFMON",)),
        (
            COMPOSE._replace(perf_event_paranoid=3),
            "perf record",
            {},
            ("PERFMON",),
        ),  # not Debian's
        (COMPOSE._replace(perf_event_paranoid=3, debian_perf=True), "perf record", {}, ("SYS_ADMIN",)),
        (COMPOSE, "lldb launch", {}, None),
    ],
)
def test_narrowest_capabilities_leave_the_host_to_decide(
    host: Host, what: str, given: dict[str, Any], expected: tuple[str, ...] | None
) -> None:
    assert narrowest_capabilities(container(**given), ((operation(*what.split()), Scene()),), host) == expected


def test_looking_into_a_process_of_another_user_may_need_its_files() -> None:
    scene = Scene(target=Process(user=User(1000, 1000)))
    # strace makes do with the call; gdb opens /proc/PID/mem, which belongs to that user.
    assert least(COMPOSE, "strace attach", scene=scene, cap_drop=("ALL",)) == ("SYS_PTRACE",)
    assert least(COMPOSE, "gdb attach", scene=scene, cap_drop=("ALL",)) == ("SYS_PTRACE", "DAC_OVERRIDE")


def test_a_scene_that_names_the_container_follows_the_change() -> None:
    asked = container()
    scene = Scene(Process(container=asked), Process(container=asked))
    assert least_capabilities(asked, ((operation("delve", "attach"), scene),), COMPOSE) == ("SYS_PTRACE",)


def test_a_capability_that_is_dropped_last_cannot_be_added() -> None:
    host = assumed(Host(), Starter.KUBELET)
    given: dict[str, Any] = {"starter": Starter.KUBELET, "cap_drop": ("SYS_PTRACE",)}
    assert least(host, "strace attach", **given) is None
    assert least(host, "strace attach", starter=Starter.KUBELET, cap_drop=("ALL",)) == ("SYS_PTRACE",)


def test_without_an_engine_the_capability_must_do_on_all_of_them() -> None:
    host = COMPOSE._replace(engine=None, engine_version=None)
    assert least(host, "strace attach") == ("SYS_PTRACE",)


@given(strategies.sets(strategies.frozensets(strategies.sampled_from(CANDIDATES), min_size=1), min_size=1))
def test_of_several_sets_that_do_the_one_without_the_most_powerful_is_taken(sets: set[frozenset[str]]) -> None:
    found = without_needless(CANDIDATES, lambda names: any(one <= set(names) for one in sets))
    mildest = min(sets, key=lambda one: [name in one for name in CANDIDATES])
    assert sorted(found) == sorted(mildest)


def test_candidates_are_all_that_the_catalogue_asks_for() -> None:
    from capslint.debuggers.catalogue import operations, tools
    from capslint.model.operation import HoldCapability

    asked = {
        name
        for tool in tools()
        for each in operations(tool)
        for need in operation(tool, each).needs
        if isinstance(need.demand, HoldCapability)
        for name in need.demand.any_of
    }
    assert asked <= set(CANDIDATES)


def on_each(*answers: Answer) -> Verdict:
    return Verdict(Answer.DEPENDS, (), (), tuple(Verdict(one, ()) for one in answers))


def test_what_one_target_loses_another_does_not_make_up_for() -> None:
    works, fails = Answer.WORKS, Answer.FAILS
    assert reaches(on_each(works, fails), on_each(works, fails))
    assert reaches(on_each(works, works), on_each(works, fails))
    assert not reaches(on_each(fails, works), on_each(works, fails))
    assert not reaches(on_each(works, fails), on_each(works, Answer.DEPENDS))


def evidence(sureness: Sureness, through_sudo: bool = False) -> Evidence:
    return Evidence("strace", "attach", "command", Span(0, 0), sureness, switches=SUDO if through_sudo else ())


def target_of(
    asked: Container, *others: Container, sureness: Sureness = Sureness.COMMAND, is_main: bool = False
) -> Process:
    workload = Workload("all", asked.starter, (asked, *others))
    return scene_for(asked, workload, evidence(sureness)._replace(is_main=is_main), ATTACH).target


def test_scenes() -> None:
    app, init = container("app"), container("init", role=Role.INIT)
    alone = container("debugger")
    assert target_of(alone, app) == Process(Start.EXEC)
    assert target_of(alone, app, sureness=Sureness.HOOK) == Process(Start.MAIN)
    joins = container("debugger", pid=PidMode(PidNamespace.CONTAINER, "app"))
    assert target_of(joins, init, app) == Process(Start.MAIN, app)
    assert target_of(joins) == target_of(joins, container("db"), is_main=True) == Process(Start.EXEC)
    on_host = container("debugger", pid=PidMode(PidNamespace.HOST))
    assert target_of(on_host) == Process(Start.HOST)
    assert target_of(on_host, app) == Process(Start.HOST)
    assert target_of(on_host, app, container("db")) == Process(Start.HOST)
    assert target_of(on_host, app, sureness=Sureness.HOOK) == Process(Start.MAIN)
    assert target_of(container("debugger", pid=Unknown("the variable PID")), app) == Process(Start.EXEC)


def test_what_is_all_that_its_container_runs_is_meant_for_another() -> None:
    app, alone = container("app"), container("debugger")
    guest = container("guest", pid=PidMode(PidNamespace.CONTAINER, "debugger"))
    assert target_of(alone, app, is_main=True) == Process(Start.MAIN, app)
    assert target_of(alone, app, guest, is_main=True) == Process(Start.MAIN, guest)
    assert target_of(alone, is_main=True) == Process(Start.EXEC)
    perhaps = container("guest", pid=Unknown("the variable PID"))
    assert target_of(alone, app, perhaps, is_main=True) == Process(Start.MAIN, perhaps)
    assert sees(alone, perhaps).visible == Unsure("the variable PID")
    workload = Workload("all", alone.starter, (alone, app))
    asked = evidence(Sureness.COMMAND)._replace(is_main=True)
    # What goes by a socket does not need to see the process.
    assert scene_for(alone, workload, asked, operation("dotnet-trace", "collect")).target == Process(Start.EXEC)


def test_scenes_of_pods() -> None:
    given: dict[str, Any] = {"starter": Starter.KUBELET, "pid": PidMode(PidNamespace.SHARED)}
    app, debugger = container("app", **given), container("debugger", **given)
    assert target_of(debugger, app) == Process(Start.MAIN, app)
    sidecar = container("logs", role=Role.SIDECAR, **given)
    own, found = Process(Start.EXEC), [Process(Start.MAIN, sidecar), Process(Start.MAIN, app)]
    workload = Workload("all", Starter.KUBELET, (sidecar, app, debugger))
    step = evidence(Sureness.COMMAND)
    all_ = step._replace(is_main=True)

    def targets(seen: Evidence | None, asked: Container = debugger, *debuggers: Container) -> list[Process]:
        scene = scene_for(asked, workload, seen, ATTACH, CommandFacts(lambda other: other in debuggers))
        return [scene.target, *scene.alternatives]

    assert targets(all_) == found
    assert targets(step) == [*found, own]
    assert targets(None) == [*found, Process(Start.MAIN)]
    assert targets(None, debugger._replace(role=Role.EPHEMERAL)) == found
    assert targets(all_, debugger, sidecar) == found[1:]
    assert targets(all_, debugger, sidecar, app) == found
    ephemeral = container("debugger", starter=Starter.KUBELET, role=Role.EPHEMERAL, debug_target="app")
    assert target_of(ephemeral, container("web"), app) == Process(Start.MAIN, app)


def test_the_debugger_of_a_scene() -> None:
    asked = container()
    workload = Workload("all", Starter.ENGINE, (asked,))
    assert scene_for(asked, workload, None, ATTACH) == Scene(Process(Start.EXEC), Process(Start.MAIN))
    assert scene_for(asked, workload, evidence(Sureness.COMMAND, through_sudo=True), ATTACH).tracer == Process(
        Start.MAIN, switches=SUDO
    )
    assert scene_for(asked, workload, evidence(Sureness.INSTALLED), ATTACH).tracer == Process(Start.EXEC)
