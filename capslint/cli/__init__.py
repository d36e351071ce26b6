"""The command line: the only room that prints, asks the clock, or ends the process."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
BROKEN_PIPE = 141  # 128 + SIGPIPE
FAILED = 2
_SIGNALS = 128  # a shell reports that, and the signal's number
_STREAMS = (("stdin", os.O_WRONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY))


class Ended(BaseException):
    """A signal asked for the end; ``status`` is the exit status for it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status.

    ``arguments`` are those of the process by default; then the process ends here, unless something wants to know.
    """
    _stand_in_for_closed_streams()
    if arguments is None:
        _heed_signals()
    gc.disable()  # nodes are trees without cycles: looking for some costs 11 ms of 100
    status = _run(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        _leave(status)
    return status


def _stand_in_for_closed_streams() -> None:
    """Where a stream was closed before the start, take its number, so that no file gets it, and fail as it would."""
    for name, mode in _STREAMS:
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, mode)  # the lowest number that is free: that of the stream
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w", closefd=False))


def _heed_signals() -> None:
    """Let SIGTERM and SIGHUP be raised as `Ended`, so that no process and no temporary file stays."""

    def end(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # timeout(1) sends it twice: the second must not cut this end short
        raise Ended(_SIGNALS + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup(1) has it ignored
            signal.signal(number, end)


def _run(arguments: list[str]) -> int:
    try:
        from capslint.cli.quick import plain_check  # here, so that an interruption finds little outside of this

        status = plain_check(arguments)
        if status is None:
            from capslint.cli.click_commands import run

            status = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _ended("interrupted", INTERRUPTED)
    except Ended as error:
        return _ended("terminated", error.status)
    except OSError as error:
        return _output_failed(error)
    return status


def _ended(how: str, status: int) -> int:
    from capslint.report.terminal import write

    write(f"capslint: {how}; no file is half written\n", sys.stderr)
    return status


def _leave(status: int) -> None:
    """End the process without taking apart what it holds: that takes 13 ms of 100."""
    import atexit

    if atexit._ncallbacks():
        gc.freeze()  # somebody, a coverage report for one, has a last word; at least nobody searches for cycles
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _output_failed(error: OSError) -> int:
    # What is left in the buffers would be written, and fail, once more when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if error.errno == errno.EPIPE:
        return BROKEN_PIPE
    try:
        sys.stderr.write(f"capslint: error: cannot write the report: {error.strerror}\n")
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # there is nobody left to tell
    return FAILED
