"""The needs that a container shows by what it is lent of the host: folders, files and devices."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capslint.debuggers.data.reason_sign import ReasonSign

_READ_ONLY = frozenset(("readonly", "ro"))


@lru_cache(maxsize=256)  # containers of one application have much in common
def needs_shown_by_mount(item: str) -> frozenset[str]:
    """Return the names of the signs that a mount shows, by one of its options, or by what it mounts.

    What lies in a folder that a sign names counts as the folder does; of several such folders the innermost decides.
    """
    from capslint.debuggers.data.reasons_data import REASONS

    source, colon, rest = item.partition(":")
    if not colon:  # a volume without a name
        return frozenset()
    options = frozenset(rest.partition(":")[2].split(","))
    by_option = {sign.name for sign in REASONS if not options.isdisjoint(_options_of(sign))}
    around = _around(_normal(source), _READ_ONLY.isdisjoint(options)) if source.startswith("/") else []
    innermost = max((len(folder) for folder, _ in around), default=0)
    return frozenset(by_option.union(sign.name for folder, sign in around if len(folder) == innermost))


def _options_of(sign: ReasonSign) -> set[str]:
    return {mount[1:] for mount in sign.mounts if mount.startswith(":")}


def _around(path: str, is_writable: bool) -> list[tuple[str, ReasonSign]]:
    """Return the folders that ``path`` is in, each with the sign that names it and does not leave ``path`` out."""
    return [
        (folder, sign)
        for folder, sign, only_writable in _folders()
        if _is_in(path, folder) and (is_writable or not only_writable) and not _is_left_out(path, sign)
    ]


def is_device_of(item: str, sign: ReasonSign) -> bool:
    """Return whether a device that is given to a container is one that ``sign`` names, or lies in a folder of its."""
    source = item.partition(":")[0]
    named = any(source == device or (device.endswith("/") and source.startswith(device)) for device in sign.devices)
    return named and not _is_left_out(_normal(source), sign)


@cache
def _folders() -> tuple[tuple[str, ReasonSign, bool], ...]:
    """Return each folder of the host with the sign that names it, and whether it counts only where it is writable."""
    from capslint.debuggers.data.reasons_data import REASONS

    return tuple(_folders_of(REASONS))


def _folders_of(signs: tuple[ReasonSign, ...]) -> Iterator[tuple[str, ReasonSign, bool]]:
    for sign in signs:
        yield from ((folder, sign, False) for folder in sign.mounts if folder.startswith("/"))
        yield from ((folder, sign, True) for folder in sign.writable_mounts)


def _normal(source: str) -> str:
    return "/" + posixpath.normpath(source).lstrip("/")


def _is_in(path: str, folder: str) -> bool:
    # All lies in the root; who mounts that is seen by the root alone.
    return path == folder or (folder != "/" and path.startswith(f"{folder}/"))


def _is_left_out(path: str, sign: ReasonSign) -> bool:
    return any(_is_in(path, other) for other in sign.other_than)
