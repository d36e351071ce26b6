"""Who the image runs as decides what a grant is worth and who the target is."""

from __future__ import annotations

import pytest

from capslint.api import Answer, Host
from capslint.explain.explain_file import Wanted, explain_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Engine, Lsm
from capslint.source import Source

HOST = Host(engine=Engine.DOCKER, engine_version=(29, 0), kernel=(6, 1), lsm=Lsm.NONE, ptrace_scope=1)
WORKS, FAILS, DEPENDS = Answer.WORKS, Answer.FAILS, Answer.DEPENDS


def answer(service: str, tool: str, operation: str, host: Host = HOST) -> Answer:
    wanted = Wanted(tool=tool, operation=operation)
    found = explain_source(Source("a.yaml", f"services: {{a: {{{service}}}}}\n"), host, NoFiles(), wanted)
    assert found.errors == ()
    return found.containers[0].operations[0].verdict.answer


PTRACE = "cap_add: [SYS_PTRACE]"


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (f"image: 'grafana/grafana:11', {PTRACE}", FAILS),  # an added capability reaches root only
        (f"image: 'grafana/grafana:11', {PTRACE}, user: '0'", WORKS),
        (f"image: 'jetty:12', {PTRACE}", FAILS),
        (f"image: 'golang:1.24', {PTRACE}", WORKS),
        (f"image: 'me/golang:1.24', {PTRACE}", DEPENDS),
        (f"image: 'haproxy:lts', {PTRACE}", DEPENDS),
    ],
)
def test_a_capability_helps_where_the_image_is_root_s(service: str, expected: Answer) -> None:
    assert answer(service, "strace", "attach") is expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("image: postgres:16", FAILS),
        (f"image: postgres:16, {PTRACE}", WORKS),
        ("image: postgres:16, command: bash", WORKS),  # the start script changes nobody
        ("image: postgres:16, user: '0'", WORKS),
        ("image: golang:1.24", WORKS),
        ("image: me/postgres:16", WORKS),  # whoever it is, both are
    ],
)
def test_a_start_script_that_gives_up_root_makes_the_target_another_user(service: str, expected: Answer) -> None:
    anybody_may_trace_its_own = HOST._replace(ptrace_scope=0)
    assert answer(service, "strace", "attach", anybody_may_trace_its_own) is expected
