"""From paths to sources, and from a source to its result: whatever goes wrong with one file stays with that file."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from typing import TypeVar

from capslint import formats
from capslint.config import BASELINE_NAME
from capslint.findings import CheckResult, Error
from capslint.report.terminal import Progress
from capslint.run.settings import Settings
from capslint.source import Source, SourceError
from capslint.source.files import MAX_BYTES, SUFFIXES, ReadError, read_bytes, reason_of
from capslint.source.walk import STDIN, Found, Passed, Unusable, expand, read_listed
from capslint.startup.records import NamedTuple

T = TypeVar("T")

NONE_OF_OURS = CheckResult(skipped=formats.UNREADABLE)
"""What comes of a file that a walk met and opened for nothing."""


class Input(NamedTuple):
    """One path and what came of reading it: a source with its bytes, or the result that stands instead of a check."""

    path: str
    named: bool
    source: Source | None = None
    data: bytes = b""
    result: CheckResult = CheckResult()
    is_stdin: bool = False

    @property
    def folder(self) -> str:
        """Where the neighbours of the file are."""
        return os.path.dirname(self.path)


def read_inputs(settings: Settings, show_progress: bool) -> Generator[Input]:
    """Return each file of a run (those in the working folder if no path is given), read when its turn comes.

    Who takes them closes the generator, which takes the bar of its progress away before anything else is written.
    """
    targets = targets_of(settings)
    with Progress(len(targets) if show_progress else 0) as bar:
        for index, target in enumerate(targets):
            bar.step(target.path, index)
            yield read_input(target, settings.stdin_filename)


def targets_of(settings: Settings) -> list[Found]:
    """Return what the paths of a run lead to, in its order; a file of known findings is none of it."""
    expanded = expand(settings.paths or (".",), settings.excludes, formats.ENDINGS, settings.root)
    known = settings.baseline and os.path.realpath(settings.baseline)
    return [
        found
        for found in expanded
        if not found.path.endswith(BASELINE_NAME)
        and not (known and found.path.endswith(os.path.basename(known)) and os.path.realpath(found.path) == known)
    ]


def read_input(found: Found, stdin_name: str | None) -> Input:
    """Return one path with what was read there, or with the result that says why nothing was."""
    if isinstance(found, Unusable):
        return Input(found.path, True, result=failed(found.path, found.message))
    if isinstance(found, Passed):
        return Input(found.path, True, result=CheckResult(skipped=found.reason))
    path, is_named, _ = found
    is_stdin = path == STDIN
    if is_stdin:
        path = stdin_name or "<stdin>"
    try:
        data = _bytes_of(path, is_named, is_stdin)
    except ReadError as error:
        return Input(path, is_named, result=failed(path, str(error)))
    if data is None:
        return Input(path, False, None, b"", NONE_OF_OURS)
    return _decoded(Input(path, is_named, None, data, is_stdin=is_stdin))


def _bytes_of(path: str, is_named: bool, is_stdin: bool) -> bytes | None:
    """Return what is there; None of a file that a walk met and that holds nothing of ours. Raises ReadError."""
    if not is_named:
        return read_listed(path, formats.is_passed_over)
    return _stdin() if is_stdin else read_bytes(path)


def _decoded(file: Input) -> Input:
    path, is_named, data = file.path, file.named, file.data
    try:
        return file._replace(source=Source.decode(path, data))
    except SourceError as error:
        if not is_named and not path.endswith(SUFFIXES):  # a script that carries an archive is none of ours
            return Input(path, False, result=CheckResult(skipped=error.message))
        unreadable = Error(path, *(error.position or (0, 0)), error.message)
        return file._replace(result=CheckResult(errors=(unreadable,)))


def _stdin() -> bytes:
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(f"cannot be read: {reason_of(error)}") from None
    if len(data) > MAX_BYTES:
        raise ReadError(f"is larger than {MAX_BYTES // (1024 * 1024)} MiB, the most that is read")
    return data


def failed(path: str, message: str) -> CheckResult:
    """Return the result of a file that cannot be used as a whole."""
    return CheckResult(errors=(Error(path, 0, 0, message),))


def guarded(path: str, work: Callable[[], T], otherwise: Callable[[CheckResult], T]) -> T:
    """Return what ``work`` returns, or what ``otherwise`` makes of an exception that nobody expected.

    A mistake of ours is an error of this file, and the next one has its turn. With CAPSLINT_DEBUG set it is raised.
    """
    try:
        return work()
    except Exception as error:
        if os.environ.get("CAPSLINT_DEBUG"):
            raise
        return otherwise(failed(path, f"internal error, please report it: {type(error).__name__}: {error}"))
