"""The files that a container is made of: its unit, and the drop-ins that Quadlet lays over it.

Source: podman ``cmd/quadlet/main.go`` (loadUnitDropins) and ``pkg/systemd/parser/unitfile.go`` (GetUnitDropinPaths),
tag v5.8.2. Here they are looked for beside the unit alone: which other folders Quadlet has depends on the machine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from capslint.cst import Document
from capslint.cst.parse import YamlError
from capslint.formats.quadlet.keys import CONTAINER
from capslint.formats.quadlet.run_line import UnitLayer
from capslint.formats.quadlet.units.unit_file import read_unit
from capslint.formats.quadlet.units.unit_tree import parse
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import Tree, View
from capslint.source import Source
from capslint.startup.records import NamedTuple

ENDING = ".container"


class UnitFiles(NamedTuple):
    """The files of a unit in their order. ``name`` is the unit's without its ending.

    ``missing`` says which of them cannot be read, or what they are if that is not known.
    """

    name: str
    layers: tuple[UnitLayer, ...]
    missing: str | None = None


def files_of(root: View, files: Files) -> UnitFiles:
    """Return the files of the unit to which the one being checked, whose root is ``root``, belongs."""
    path = root.tree.document.source.path.replace("\\", "/")
    folder, _, name = path.rpartition("/")
    checked = _layer(root)
    if name.endswith(ENDING):
        return unit_files(name, "", files, checked)
    unit = folder.rpartition("/")[2].removesuffix(".d")
    stem = unit.removesuffix(ENDING)
    if stem == unit or stem.endswith(("-", "@")):  # for all containers, or for many
        return UnitFiles(name, (checked,), "the units that this drop-in is for")
    return unit_files(unit, "../", files, checked, f"../{unit}.d/{name}")


def unit_files(name: str, folder: str, files: Files, checked: UnitLayer | None, drop_in: str = "") -> UnitFiles:
    """Return the files of the unit ``name`` in ``folder``; ``checked`` is the unit, or the ``drop_in`` of that path."""
    base = posixpath.dirname(checked.document.source.path.replace("\\", "/")) if checked is not None else ""
    paths = [f"{folder}{name}", *_drop_ins(name, folder, files)]
    found: list[UnitLayer] = []
    missing: str | None = None
    for path in paths:
        is_checked = checked is not None and path == (drop_in or f"{folder}{name}")
        layer = checked if is_checked else _read(path, base, files)
        if layer is not None:
            found.append(layer)
        else:
            missing = missing or posixpath.normpath(path)
    if checked is not None and checked not in found:  # standard input, or files that cannot be listed
        found.append(checked)
    return UnitFiles(name.removesuffix(ENDING), tuple(found), missing)


def read_document(path: str, base: str, files: Files) -> Document | None:
    """Return a unit file beside the one being checked, whose folder is ``base``; None if it cannot be read."""
    text = files.read(path)
    if text is None:
        return None
    try:
        return parse(Source(posixpath.normpath(f"{base}/{path}") if base else posixpath.normpath(path), text))
    except YamlError:
        return None


def _read(path: str, base: str, files: Files) -> UnitLayer | None:
    document = read_document(path, base, files)
    root = Tree(document).root() if document is not None else None
    return _layer(root) if root is not None else None


def _layer(root: View) -> UnitLayer:
    section = root.tree.select(root, frozenset((CONTAINER,))).get(CONTAINER, root)
    return UnitLayer(section, read_unit(root.tree.document.source.text))


def _drop_ins(name: str, folder: str, files: Files) -> list[str]:
    """Return the paths of a unit's drop-ins in the order of their names; of equal names the most special folder's."""
    found: dict[str, str] = {}
    for special in _folders(name):
        for file in files.names(f"{folder}{special}"):
            if file.endswith(".conf"):
                found.setdefault(file, f"{folder}{special}/{file}")
    return [path for _, path in sorted(found.items())]


def _folders(name: str) -> Iterator[str]:
    """Return the folders of a unit's drop-ins, the most special first."""
    stem = name.removesuffix(ENDING)
    template, at, instance = stem.partition("@")
    yield f"{name}.d"
    if instance:
        yield f"{template}@{ENDING}.d"
    steps = template.split("-")[:-1]
    for count in range(len(steps), 0, -1):
        shorter = "-".join(steps[:count]) + "-"
        if at:
            yield f"{shorter}@{ENDING}.d"
        yield f"{shorter}{ENDING}.d"
    yield f"{ENDING[1:]}.d"
