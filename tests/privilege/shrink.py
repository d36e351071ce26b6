"""The smallest file that breaks a property as a generated one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.privilege.workloads import Generated


def shrunk(file: Generated, is_broken: Callable[[Generated], bool]) -> Generated:
    """Return ``file`` without all that ``is_broken`` does without, one key or item after the other."""
    file = next((plain for plain in _plainer(file) if is_broken(plain)), file)
    while smaller := next((less for less in _smaller(file) if is_broken(less)), None):
        file = smaller
    return file


def _plainer(file: Generated) -> Iterator[Generated]:
    for note in (("", "", False), file.note):
        apart = Generated(_unshared(file.whole), False, note)
        yield apart
        yield file._replace(flow=False, note=note)


def _unshared(value: Any) -> Any:
    match value:
        case dict():
            return {key: _unshared(of) for key, of in value.items()}
        case list():
            return [_unshared(of) for of in value]
    return value


def _smaller(file: Generated) -> Iterator[Generated]:
    for path in _paths(file.whole):
        whole = deepcopy(file.whole)
        held = whole
        for step in path[:-1]:
            held = held[step]
        del held[path[-1]]
        yield file._replace(whole=whole)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        if key not in ("services", "kind", "apiVersion", "metadata", "spec", "template", "name"):
            yield (*path, key)
        yield from _paths(value[key], (*path, key))
