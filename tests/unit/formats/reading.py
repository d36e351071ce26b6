"""Short ways from text to containers, for the tests of the formats."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from capslint.cst import Document
from capslint.cst.parse import parse
from capslint.formats import NotOurs, read
from capslint.model import Container, Setting, Unknown, Workload
from capslint.source import Source, Span
from capslint.source.named_files import NamedFiles


class Folder(dict[str, str]):
    """The files beside the one being checked."""

    def read(self, path: str) -> str | None:
        return self.get(path)

    def mentioning(self, word: str, besides: str = "") -> tuple[str, ...]:
        here = (name for name in self if "/" not in name and name != besides)
        return tuple(sorted(name for name in here if word in self[name]))

    def names(self, folder: str) -> tuple[str, ...]:
        inside = (path.removeprefix(f"{folder}/") for path in self if not folder or path.startswith(f"{folder}/"))
        return tuple(sorted({path.partition("/")[0] for path in inside}))

    def above(self) -> tuple[str, ...]:
        return ("here",)

    def has_above(self, names: tuple[str, ...]) -> bool:
        return any(name.rpartition("/")[2] in names for name in self)

    def is_asked_for(self, path: str) -> bool:
        return False

    def listed(self, names: frozenset[str]) -> NamedFiles:
        here = (name for name in self if name.rpartition("/")[2] in names and not name.startswith(".."))
        return NamedFiles("", "", tuple(sorted(here)))

    def remembered(self, key: Hashable, make: Callable[[], object]) -> object:
        return make()


def document(text: str, path: str = "compose.yml") -> Document:
    (found,) = parse(Source(path, text))
    return found


def outcome(text: str, path: str = "compose.yml", files: dict[str, str] | None = None) -> Any:
    """Return what reading gave, and the document's problems."""
    parsed = document(text, path)
    return read(parsed, Folder(files or {})), [problem.message for problem in parsed.problems]


def workloads(text: str, path: str = "compose.yml", files: dict[str, str] | None = None) -> tuple[Workload, ...]:
    found, problems = outcome(text, path, files)
    assert not isinstance(found, NotOurs), found
    assert problems == []
    assert isinstance(found, tuple)
    return found


def containers(text: str, path: str = "compose.yml", files: dict[str, str] | None = None) -> dict[str, Container]:
    return {container.name: container for workload in workloads(text, path, files) for container in workload.containers}


def service(lines: str, files: dict[str, str] | None = None) -> Container:
    """Return the service `a` that these lines (at no indent) make."""
    body = "".join(f"    {line}\n" for line in lines.strip("\n").split("\n"))
    return containers(f"services:\n  a:\n{body}", files=files)["a"]


def entries(setting: Setting[Any]) -> list[Setting[Any]]:
    """Return the settings of a list."""
    assert not isinstance(setting.value, Unknown)
    return list(setting.value)


def values(setting: Setting[Any]) -> list[Any]:
    """Return the values of a list of settings."""
    return [item.value for item in entries(setting)]


def shown(container: Container, span: Span) -> str:
    return container.document.source.text[span.start : span.end]


def where(setting: Setting[Any]) -> str:
    return ".".join(str(step) for step in setting.place.path)
