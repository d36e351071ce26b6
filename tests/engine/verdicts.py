"""What capslint's model says of a cell: the same file, the same host, the same user."""

from __future__ import annotations

from pathlib import Path

from capslint.cst.parse import parse
from capslint.debuggers.catalogue import operation
from capslint.formats import read
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.model import Container, Host, Operation, Scene, Switch, User, Verdict, Workload
from capslint.permissions.judge_operation import judge
from capslint.permissions.scenario import scene_for
from capslint.source import Source
from tests.engine.grid import Cell

SUDO = (Switch("sudo", "root", is_sudo=True),)


class FolderFiles(NoFiles):
    """The files beside a Compose file, as the readers of formats want them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> str | None:
        """Return the text of ``path``, or None."""
        try:
            return (self._folder / path).read_text(encoding="utf-8")
        except OSError:
            return None


def workload_of(path: Path, text: str) -> Workload:
    """Read a Compose file of one document."""
    (document,) = parse(Source(str(path), text))
    found = read(document, FolderFiles(path.parent))
    assert isinstance(found, tuple), found
    assert not document.problems, document.problems
    (workload,) = found
    return workload


def verdict(cell: Cell, workload: Workload, host: Host) -> Verdict:
    """Ask the model about one cell."""
    container = next(one for one in workload.containers if one.name == cell.service)
    probe = cell.probe
    asked = operation(probe.tool, probe.operation)
    return judge(container, asked, host, _scene(cell, container, workload, asked))


def _scene(cell: Cell, container: Container, workload: Workload, asked: Operation) -> Scene:
    scene = scene_for(container, workload, None, asked)
    tracer = scene.tracer._replace(
        switches=SUDO if cell.probe.sudo else (), file_capabilities=cell.probe.file_capabilities
    )
    if cell.user:
        uid, gid = (int(number) for number in cell.user.split(":"))
        tracer = tracer._replace(user=User(uid, gid))
    return scene._replace(tracer=tracer)


def explained(verdict: Verdict) -> str:
    """Return a verdict and its gates, one a line."""
    gates = [f"  {gate.gate}: {gate.outcome.value}: {gate.why}" for gate in (*verdict.gates, *verdict.warnings)]
    return "\n".join([f"the model says {verdict.answer.value}", *gates])
