"""The translation of Compose services to flags of ``docker run``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.compose_flags import NotTranslatedError, flags, services

PROJECT = Path("/project")


def _flags(text: str) -> list[str]:
    return flags(services(f"services: {{one: {text}}}")["one"], PROJECT, "container-of-{}".format)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("{image: x, command: [a, b]}", []),
        ("{cap_add: [SYS_PTRACE, NET_RAW]}", ["--cap-add", "SYS_PTRACE", "--cap-add", "NET_RAW"]),
        ("{cap_drop: [ALL]}", ["--cap-drop", "ALL"]),
        ("{privileged: true}", ["--privileged"]),
        ("{privileged: false}", []),
        ("{user: '1000:1000'}", ["--user", "1000:1000"]),
        ("{user: 1000}", ["--user", "1000"]),
        ("{pid: host}", ["--pid", "host"]),
        ("{pid: 'service:app'}", ["--pid", "container:container-of-app"]),
        ("{security_opt: ['seccomp:unconfined']}", ["--security-opt", "seccomp=unconfined"]),
        ("{security_opt: ['seccomp=./p.json']}", ["--security-opt", "seccomp=/project/p.json"]),
        ("{security_opt: [no-new-privileges]}", ["--security-opt", "no-new-privileges"]),
        ("{security_opt: ['no-new-privileges:true']}", ["--security-opt", "no-new-privileges=true"]),
        ("{environment: {A: b}}", ["--env", "A=b"]),
        ("{x-note: nothing}", []),
    ],
)
def test_a_field_becomes_its_flag(service: str, expected: list[str]) -> None:
    assert _flags(service) == expected


def test_a_field_that_would_be_lost_is_an_error() -> None:
    with pytest.raises(NotTranslatedError, match="devices"):
        _flags("{devices: [/dev/fuse]}")
