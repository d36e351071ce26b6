"""Runs the installed command line as a person does: as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

CLEAN = "services:\n  web:\n    image: nginx:1.25\n"
# A debugger that only launches needs nothing, so that the finding and its safe fix do not turn on a host.
DEBUG = """\
services:
  api:
    image: alpine:3.20
    command: strace ls
    security_opt:
      - seccomp:unconfined
"""
FIXED = """\
services:
  api:
    image: alpine:3.20
    command: strace ls
"""
WIDE = "services:\n  web:\n    image: nginx:1.25\n    privileged: true\n"
HELM = "{{- if .Values.on }}\napiVersion: v1\nkind: Pod\nspec: {containers: []}\n{{- end }}\n"


class Ran:
    """What came of one run."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "surrogateescape")
        self.err = done.stderr.decode("utf-8", "surrogateescape")
        assert "Traceback" not in self.out + self.err, self.out + self.err


def bound_by_permissions() -> list[str]:
    """Return the command in front of another that makes file permissions count, for root too. Skips without it."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root reads everything, and setpriv (util-linux) is not here to change that")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def run(
    *arguments: str,
    cwd: Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    timeout: float = 120,
    prefix: Sequence[str] = (),
) -> Ran:
    """Run ``capslint`` with ``arguments`` in ``cwd``. A traceback anywhere fails the test."""
    command = [*prefix, sys.executable, "-m", "capslint", *arguments]
    environment = {**os.environ, "PYTHONSAFEPATH": "1", **(env or {})}
    environment.pop("NO_COLOR", None) if env is None else None
    return Ran(
        subprocess.run(
            command, cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=timeout, check=False
        )
    )
