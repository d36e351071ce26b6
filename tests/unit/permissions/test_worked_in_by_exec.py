"""Debuggers of a container in which people work by exec: as whom they run, and what they look into."""

from __future__ import annotations

import pytest

from capslint.debuggers.catalogue import operation
from capslint.model import Evidence, Exec, Start, Sureness, Unknown, User, Workload, as_root
from capslint.model.container import Starter
from capslint.permissions.scenario import scene_for
from capslint.source import Span
from tests.truth.containers import container

WHO = User(1000, None, "vscode")
ATTACH = operation("gdb", "attach")


def evidence(sureness: Sureness, exec_as: Exec | None = None) -> Evidence:
    return Evidence("gdb", "attach", "somewhere", Span(0, 1), sureness, exec_as=exec_as)


@pytest.mark.parametrize("seen", [None, evidence(Sureness.INSTALLED), evidence(Sureness.HOOK)])
def test_what_is_started_by_hand_runs_as_who_works_there_and_so_does_its_target(seen: Evidence | None) -> None:
    worked_in = container()._replace(exec_as=Exec(WHO))
    scene = scene_for(worked_in, Workload("w", Starter.ENGINE, (worked_in,)), seen, ATTACH)
    assert (scene.tracer.user, scene.tracer.start) == (WHO, Start.EXEC)
    assert (scene.target.user, scene.target.start) == (WHO, Start.EXEC)


def test_what_a_hook_says_of_its_own_process_counts() -> None:
    worked_in = container()._replace(exec_as=Exec(WHO))
    seen = evidence(Sureness.HOOK, Exec(User(0)))
    assert scene_for(worked_in, Workload("w", Starter.ENGINE, (worked_in,)), seen, ATTACH).tracer.user == User(0)


def test_the_containers_own_command_runs_as_its_own_user() -> None:
    worked_in = container()._replace(exec_as=Exec(WHO))
    scene = scene_for(worked_in, Workload("w", Starter.ENGINE, (worked_in,)), evidence(Sureness.COMMAND), ATTACH)
    assert scene.tracer.user is None
    assert scene.tracer.start is Start.MAIN


def test_where_nobody_works_by_exec_the_main_process_is_looked_into() -> None:
    alone = container()
    scene = scene_for(alone, Workload("w", Starter.ENGINE, (alone,)), None, ATTACH)
    assert (scene.tracer.user, scene.target.start) == (None, Start.MAIN)


def test_as_root_people_are_root_too() -> None:
    worked_in = container()._replace(exec_as=Exec(Unknown("who")))
    assert as_root(worked_in).exec_as == Exec(User(0, 0))
    assert as_root(container()).exec_as is None
