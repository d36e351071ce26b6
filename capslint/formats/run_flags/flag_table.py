"""Which flags a command has, and which of them take a value.

Source of the syntax: github.com/spf13/pflag, which docker, podman, nerdctl and docker compose read their words with.
"""

from __future__ import annotations

from enum import Enum

from capslint.formats.run_flags.flags_data import FLAGS


class Takes(Enum):
    """What follows a flag."""

    NOTHING = "nothing"  # but =true and =false are taken
    VALUE = "value"
    SLICE = "slice"  # a value that is cut at its commas


class FlagTable:
    """The flags of one command, by their names and by their letters."""

    def __init__(self, rows: tuple[tuple[str, str, str], ...]) -> None:
        self._kinds: dict[str, Takes] = {}
        self._letters: dict[str, str] = {}
        for row in rows:
            for kind, written in zip(Takes, row, strict=True):
                for each in written.split():
                    letter, _, name = each.rpartition(":")
                    self._kinds[name] = kind
                    if letter:
                        self._letters[letter] = name

    def takes(self, name: str) -> Takes | None:
        """Return what follows the flag ``name``, written without dashes; None if there is none of that name."""
        return self._kinds.get(name)

    def named(self, letter: str) -> str | None:
        """Return the name of the flag with this letter, None if there is none."""
        return self._letters.get(letter, letter if letter in self._kinds else None)


def global_flags(program: str) -> FlagTable:
    """Return the flags that stand before the command of ``docker``, ``podman``, ``nerdctl`` or ``docker compose``."""
    return FlagTable((FLAGS[program],))


def command_flags(program: str, command: str) -> FlagTable:
    """Return the flags of a program's ``run`` (those of ``create`` are the same) or ``exec``.

    All but docker take their global ones there too (PersistentFlags of github.com/spf13/cobra).
    """
    own = FLAGS[f"{program} {'run' if command == 'create' else command}"]
    return FlagTable((own,) if program == "docker" else (FLAGS[program], own))
