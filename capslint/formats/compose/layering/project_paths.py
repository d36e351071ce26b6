"""The paths of the files of one Compose project, and of the project that may include a file.

Sources: compose-go ``cli/options.go`` (names and their order, COMPOSE_FILE), docker/compose
``docs/reference/compose.md`` ("traverses the working directory and its parent directories").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from capslint.formats.compose.layering.interpolation import Environment
from capslint.formats.reading.neighbour_files import Files, joined

BASES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""Names that Compose looks for; the first that is there is read."""
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""Names of override files; the first that is there is read behind the base."""

_WITH_A_WORD = r"(compose|docker-compose)\.[\w.-]+\.ya?ml$"


def project_paths(
    name: str, order: tuple[str, ...], files: Files, variables: Environment, is_partial: bool = False
) -> tuple[str, ...]:
    """Return the paths of the project's files, base first, ``name`` (the file being checked) among them.

    ``order`` is what ``-f`` or a configuration says; without it COMPOSE_FILE of the ``.env`` file, then the names
    that Compose looks for. A file that belongs to no project is one of its own, but one that ``is_partial``, so that
    Compose refuses it alone, and has a word in the name of the base beside it (``compose.debug.yaml``).
    """
    separator = variables.get("COMPOSE_PATH_SEPARATOR") or ":"
    for listed in (order, variables.get("COMPOSE_FILE", "").split(separator)):
        paths = _inside(listed)
        if name in paths:
            return paths
    return _beside(name, files, is_partial)


def _beside(name: str, files: Files, is_partial: bool) -> tuple[str, ...]:
    """Return the paths of the files that belong to ``name`` by their names, that one among them."""
    if name in BASES:
        others = _first(OVERRIDES, files)
        return (name, *others) if _is_first(name, BASES, files) else (name,)
    if name in OVERRIDES:
        return (*_first(BASES, files), name) if _is_first(name, OVERRIDES, files) else (name,)
    if is_partial and (stem := re.match(_WITH_A_WORD, name)) is not None:
        alike = (base for base in BASES if base.startswith(f"{stem[1]}."))
        return (*(_first(alike, files) or _first(BASES, files)), name)
    return (name,)


def including_paths(name: str, order: tuple[str, ...], files: Files) -> tuple[str, ...]:
    """Return the paths of the project that can include ``name``, which is none of its files; () if there is none.

    It is what ``order`` names, or what Compose would find from the folder of ``name`` on upwards.
    """
    if name in (*BASES, *OVERRIDES):
        return ()
    paths = _inside(order) or _nearest_above(files)
    return paths if any("include" in (files.read(path) or "") for path in paths) else ()


def _inside(written: Iterable[str]) -> tuple[str, ...]:
    # Paths that are relative to the file being checked; others, and empty ones, are left out.
    paths = (joined("", path) for path in written)
    return tuple(path for path in paths if path)


def _nearest_above(files: Files) -> tuple[str, ...]:
    for steps in range(len(files.above()) + 1):
        folder = "../" * steps
        paths = _first(BASES, files, folder)
        if paths:
            return paths + _first(OVERRIDES, files, folder)
    return ()


def _first(names: Iterable[str], files: Files, folder: str = "") -> tuple[str, ...]:
    return next(((f"{folder}{name}",) for name in names if files.read(f"{folder}{name}") is not None), ())


def _is_first(name: str, names: tuple[str, ...], files: Files) -> bool:
    return all(files.read(other) is None for other in names[: names.index(name)])


def downward(path: str, above: tuple[str, ...]) -> str:
    """Return ``path`` without steps that lead out of a folder named in ``above`` and into it again."""
    steps = path.split("/")
    up = next((index for index, step in enumerate(steps) if step != ".."), len(steps))
    while 0 < up <= len(above) and steps[up:][:1] == [above[up - 1]]:
        up -= 1
        steps = [*steps[:up], *steps[up + 2 :]]
    return "/".join(steps)
