"""A cluster whose API server is one of the tests', and the command that looks into it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from capslint.cli import click_commands
from tests.unit.cluster.api_server import CONTEXT, ApiServer, Refused, cluster
from tests.unit.cluster.objects import Object, node

NODES = (node("a"), node("b"), node("old", kernelVersion="4.4.0", containerRuntimeVersion="docker://20.10.24"))
KINDS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob")
FORBIDDEN = Refused(
    403, 'nodes is forbidden: User "me" cannot list resource "nodes" in API group "" at the cluster scope'
)


class Said(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return " ".join((self.out + self.err).split())


class Site:
    """A cluster that runs, and the command in front of it."""

    def __init__(self, server: ApiServer, environment: dict[str, str], folder: Path) -> None:
        self.server = server
        self.environment = environment
        self.folder = folder

    def run(self, *arguments: str) -> Said:
        """Run the command in this process: importing the client takes seconds."""
        before, folder = dict(os.environ), Path.cwd()
        os.environ.update(self.environment)
        os.chdir(self.folder)
        out, err = io.StringIO(), io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = click_commands.run([*arguments, "--context", CONTEXT])
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)
        return Said(code, out.getvalue(), err.getvalue())

    def checked(self, *arguments: str) -> dict[str, Any]:
        """Return the JSON of a check."""
        ran = self.run("check", "--format", "json", *arguments)
        assert ran.code in (0, 1), ran.err
        found = json.loads(ran.out)
        assert isinstance(found, dict)
        return found


@contextmanager
def site(folder: Path, *objects: Object, single: Mapping[str, Any] | None = None, most: int = 500) -> Iterator[Site]:
    with cluster(folder, objects, single, most) as (server, environment):
        work = folder / "work"
        work.mkdir()
        yield Site(server, environment, work)


def places(report: dict[str, Any], rule: str) -> list[str]:
    """Return the objects in which a rule found something."""
    return [finding["path"] for finding in report["findings"] if finding["rule"] == rule]
