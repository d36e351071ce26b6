"""The table of flags against what the clients of this machine say of theirs."""

from __future__ import annotations

import re
import shutil

import pytest

from capslint.formats.run_flags.flag_table import Takes, command_flags
from tests.engine.shell import run

FLAG = re.compile(r"(?m)^ +(?:-(\w), )?--([\w-]+)(?: (\S+))?(?:  |$)")


@pytest.mark.engine
@pytest.mark.parametrize("program", ["docker", "podman"])
@pytest.mark.parametrize("command", ["run", "create", "exec"])
def test_the_client_takes_the_same_flags(program: str, command: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed, so there is nothing to hold the table against")
    printed = FLAG.findall(run(program, command, "--help"))
    assert len(printed) > 5
    table = command_flags(program, command)
    wrong = [
        (letter, name, value)
        for letter, name, value in printed
        if table.takes(name) is None
        or (table.takes(name) is Takes.NOTHING) != (not value)
        or (letter and table.named(letter) != name)
    ]
    assert wrong == []
