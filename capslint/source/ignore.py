"""Which paths git ignores: every ``.gitignore`` from the top of the work tree down, the innermost word counts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from capslint.record import NamedTuple
from capslint.source.files import NEIGHBOUR_MAX_BYTES, ReadError, read_bytes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Layer(NamedTuple):
    """The patterns of one file. They speak of what is below ``folder``, an absolute path that ends in ``/``."""

    folder: str
    patterns: GitIgnoreSpec


Layers = tuple[Layer, ...]


def layers_above(folder: str) -> Layers:
    """Collect what applies to the absolute path ``folder`` from outside of it, up to the top of its git work tree.

    Outside of a work tree nothing does.
    """
    parts: list[str] = []
    at = folder
    while not os.path.exists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            return ()
        parts.append(os.path.basename(at))
        at = parent
    layers = _with_file((), at, os.path.join(at, ".git", "info", "exclude"))
    for part in reversed(parts):
        layers = layer_of(layers, at)
        at = os.path.join(at, part)
    return layers


def layer_of(layers: Layers, folder: str) -> Layers:
    """Add the ``.gitignore`` of ``folder``, if it has one."""
    return _with_file(layers, folder, os.path.join(folder, ".gitignore"))


def is_ignored(layers: Layers, path: str, is_folder: bool) -> bool:
    """Say whether the absolute ``path`` is ignored; its parents are known not to be."""
    for layer in reversed(layers):
        verdict = layer.patterns.check_file(path[len(layer.folder) :] + ("/" if is_folder else "")).include
        if verdict is not None:
            return verdict
    return False


def is_excluded(layers: Layers, path: str, is_folder: bool) -> bool:
    """Say whether any of ``layers``, each on its own, matches the absolute ``path`` or a folder above it."""
    return any(path.startswith(layer.folder) and is_ignored((layer,), path, is_folder) for layer in layers)


def patterns_of(lines: list[str]) -> GitIgnoreSpec:
    """Compile patterns in gitignore's language. Raises ValueError for one that means nothing."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _with_file(layers: Layers, folder: str, path: str) -> Layers:
    try:
        lines = read_bytes(path, NEIGHBOUR_MAX_BYTES).decode("utf-8", "surrogateescape").splitlines()
    except ReadError:
        return layers  # git itself goes on without a file that it cannot read
    try:
        patterns = patterns_of(lines)
    except ValueError:
        patterns = patterns_of([line for line in lines if _is_pattern(line)])
    return (*layers, Layer(folder.rstrip("/") + "/", patterns))


def _is_pattern(line: str) -> bool:
    # To git a malformed pattern is one that matches nothing (gitignore(5) on a trailing backslash).
    try:
        patterns_of([line])
    except ValueError:
        return False
    return True
