"""What is known of one need that is not debugging, and how it is seen."""

from __future__ import annotations


class ReasonSign:
    """One entry of reasons.toml; the meaning of the patterns is told there."""

    name: str
    explains: tuple[str, ...]
    advice: str
    images: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    writable_mounts: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    environment_off: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    of_tools: tuple[str, ...] = ()

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)
