"""``capslint explain`` tells a person the same as the model that was held against the engine."""

from __future__ import annotations

import json

import pytest

from tests.engine.capslint_cli import capslint
from tests.engine.grid import FILE, Cell, cells
from tests.engine.laboratory import Laboratory
from tests.engine.machine import options
from tests.engine.verdicts import verdict

pytestmark = pytest.mark.engine

OTHER_USERS = sorted({(cell.service, cell.user) for cell in cells() if cell.user})


def test_explain_says_what_the_model_says(lab: Laboratory) -> None:
    _compare([cell for cell in cells() if cell.user is None], lab)


@pytest.mark.parametrize(("service", "user"), OTHER_USERS)
def test_explain_says_what_the_model_says_of_other_users(service: str, user: str, lab: Laboratory) -> None:
    asked = [cell for cell in cells() if (cell.service, cell.user) == (service, user)]
    _compare(asked, lab, "--as-user", user, "--container", service)


def _compare(asked: list[Cell], lab: Laboratory, *words: str) -> None:
    command = ("explain", "--all-tools", "--format", "json", *options(lab.host), *words, FILE.name)
    explained = {
        (container["name"], one["tool"], one["operation"]): one["verdict"]
        for container in json.loads(capslint(*command, folder=FILE.parent))["containers"]
        for one in container["operations"]
    }
    # How a tool got privileges of its own is not in the file, and explain has no option for it.
    asked = [cell for cell in asked if not (cell.probe.sudo or cell.probe.file_capabilities)]
    assert asked
    said = {cell: explained[cell.service, cell.probe.tool, cell.probe.operation] for cell in asked}
    expected = {cell: verdict(cell, lab.workload, lab.host).answer.value for cell in asked}
    assert said == expected
