"""The checked files of a run, and which of them are made with which."""

from __future__ import annotations

import os
from collections.abc import Iterator

from capslint.findings import CheckResult
from capslint.run.merge_results import Checked


class RunFiles:
    """The files of a run as they were checked last, by real path."""

    def __init__(self) -> None:
        self.checked: dict[str, Checked] = {}
        self._parts: dict[str, set[str]] = {}  # the real paths of the other files that one is made with, if any

    def take(self, key: str, file: Checked) -> None:
        """Take the result of a file whose real path is ``key``, in the place of an earlier one."""
        self.checked[key] = file
        parts = {os.path.realpath(path) for path in _paths_in(file.result) if path != file.path} - {key}
        self._parts.pop(key, None)
        if parts:
            self._parts[key] = parts

    @property
    def stand_alone(self) -> bool:
        """Whether no file is made with another one."""
        return not self._parts

    def is_by_itself(self, key: str) -> bool:
        """Return whether the file ``key`` is one of the run, and neither made with others nor they with it."""
        return key in self.checked and key not in self._parts and len(self.users(key)) == 1

    def users(self, key: str) -> list[Checked]:
        """Return the checked files that are made with the file ``key``, itself first."""
        own = [self.checked[key]] if key in self.checked else []
        return own + [self.checked[user] for user, parts in self._parts.items() if key in parts]


def _paths_in(result: CheckResult) -> Iterator[str]:
    """Return the paths of the files that a result speaks of, some several times."""
    yield from (part.path for part in result.parts)
    for finding in result.findings:
        yield finding.document.source.path
        if finding.fix is not None:
            yield finding.fix.document.source.path
