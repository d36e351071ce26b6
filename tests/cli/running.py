"""Runs the installed command line as a person does: as a process of its own."""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
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

    @property
    def said(self) -> str:
        """All that was written, with one space for each line end and the white space around it."""
        return " ".join((self.out + self.err).split())


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
    """Run ``capslint`` with ``arguments`` in ``cwd``. A traceback anywhere fails the test.

    With ``env`` or ``prefix`` Python is started for it; otherwise the process comes from one of two fork servers by
    turns, each with a hash seed of its own.
    """
    environment = {**os.environ, "PYTHONSAFEPATH": "1", **(env or {})}
    environment.pop("NO_COLOR", None) if env is None else None
    if "GITHUB_ACTIONS" not in (env or {}):  # where our own tests run is not what they are about
        environment.pop("GITHUB_ACTIONS", None)
    if env is None and not prefix:
        return Ran(next(_servers()).run(arguments, cwd, stdin, environment, timeout))
    command = [*prefix, sys.executable, "-m", "capslint", *arguments]
    return Ran(
        subprocess.run(
            command, cwd=cwd, input=stdin, capture_output=True, env=environment, timeout=timeout, check=False
        )
    )


class Server:
    """A ``fork_server.py``, and what is said to it."""

    def __init__(self) -> None:
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        script = str(Path(__file__).with_name("fork_server.py"))
        self._process = subprocess.Popen(
            [sys.executable, "-P", script, str(requests), str(answers)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(requests, answers),
            process_group=0,
        )
        os.close(requests)
        os.close(answers)

    def run(
        self, arguments: Sequence[str], cwd: Path, stdin: bytes, environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[bytes]:
        """Run one command line, as `subprocess.run` would."""
        with tempfile.TemporaryDirectory() as folder:
            streams = {name: Path(folder, name) for name in ("stdin", "stdout", "stderr")}
            for path in streams.values():
                path.write_bytes(stdin if path.name == "stdin" else b"")
            request = {
                "arguments": arguments,
                "folder": str(cwd),
                "environment": dict(environment),
                **{name: str(path) for name, path in streams.items()},
            }
            os.write(self._requests, f"{json.dumps(request)}\n".encode())
            code = self._answer(timeout)
            return subprocess.CompletedProcess(
                arguments, code, streams["stdout"].read_bytes(), streams["stderr"].read_bytes()
            )

    def _answer(self, timeout: float) -> int:
        ready, _, _ = select.select([self._answers], [], [], timeout)
        answer = os.read(self._answers, 64) if ready else b""
        if not answer:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            _servers.cache_clear()
            raise AssertionError("the process did not end in time" if not ready else "the fork server ended")
        return int(answer)


@cache
def _servers() -> Iterator[Server]:
    return itertools.cycle([Server(), Server()])
