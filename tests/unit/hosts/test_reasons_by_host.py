"""What is said of several hosts on which something fails for different reasons."""

from __future__ import annotations

import pytest

from capslint.model import Engine, Host
from capslint.model.host import all_of_hosts
from tests.unit.hosts.test_several_hosts import checked

ATTACH = 'services:\n  a:\n    image: debian\n    user: "1000"\n    command: sh -c "./a & strace -p $$!"\n'
AT_1 = Host(engine=Engine.DOCKER, ptrace_scope=1)
AT_2 = Host(engine=Engine.DOCKER, ptrace_scope=2)
AT_0 = Host(engine=Engine.DOCKER, ptrace_scope=0)
OLD = Host(engine=Engine.DOCKER, engine_version=(18, 9), kernel=(4, 4), ptrace_scope=0)
NEEDS = "attaching to a process it did not start needs SYS_PTRACE"


@pytest.mark.parametrize(
    ("hosts", "said", "why"),
    [
        ([("x", AT_1)], f'will fail with "Operation not permitted": {NEEDS}', "(ptrace_scope 1)"),
        (
            [("x", AT_1), ("y", AT_0)],
            f'works on y, fails on x with "Operation not permitted": {NEEDS}',
            "(ptrace_scope 1)",
        ),
        (
            [("x", AT_1), ("z", Host(engine=Engine.DOCKER))],
            f'"Operation not permitted": {NEEDS}',
            "(ptrace_scope 1, assumed)",
        ),
        ([("x", AT_1), ("y", AT_2)], f"{NEEDS} (on x)", "(ptrace_scope 1)"),
        ([("x", AT_1), ("o", OLD), ("y", AT_0)], f"{NEEDS} (on x)", "(ptrace_scope 1)"),
    ],
    ids=["one", "one-of-two", "both-but-one-assumed", "two-reasons", "two-reasons-and-one-that-works"],
)
def test_the_reason_is_that_of_a_host_on_which_it_is_so(hosts: list[tuple[str, Host]], said: str, why: str) -> None:
    (found,) = (each for each in checked(ATTACH, all_of_hosts(hosts)).findings if each.rule == "missing-sys-ptrace")
    assert said in found.message
    assert why in found.why
