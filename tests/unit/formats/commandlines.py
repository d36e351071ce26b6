"""Short ways from scripts to containers."""

from __future__ import annotations

from capslint.formats import NotOurs, read, taker_of
from capslint.formats.commandline.script_syntax import ScriptSyntax
from capslint.model import Container, Workload
from capslint.source import Source
from tests.unit.formats.reading import Folder

SYNTAX = ScriptSyntax()


def workloads(text: str, path: str = "run.sh", files: dict[str, str] | None = None) -> tuple[Workload, ...]:
    assert taker_of(path, text) is not None
    (document,) = SYNTAX.parse(Source(path, text))
    found = read(document, Folder(files or {}))
    return () if isinstance(found, NotOurs) else found


def containers(text: str, path: str = "run.sh", files: dict[str, str] | None = None) -> list[Container]:
    return [container for workload in workloads(text, path, files) for container in workload.containers]


def only(text: str, path: str = "run.sh") -> Container:
    (found,) = containers(text, path)
    return found


def command(container: Container) -> list[str]:
    return [word.text for word in container.commands[0].words]
