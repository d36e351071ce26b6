"""Whether somebody works in a container, as in a shell or an editor, or it runs as a server does."""

from __future__ import annotations

from capslint.debuggers.commands.find_in_commands import is_own
from capslint.debuggers.commands.located_words import pieces
from capslint.debuggers.commands.unwrap import PREPARATIONS, Run, runs
from capslint.debuggers.data.signs_data import PROGRAMS
from capslint.debuggers.image_signs import held_by, images_of
from capslint.model import CommandLine, Container

_LOOPS = frozenset(("for", "until", "while"))
_LONG = 1000
"""Seconds; who sleeps longer waits for somebody, not for something."""
_FACTORS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
"""sleep(1): what may stand behind the number."""
_HERE = frozenset((".", "..", "$PWD", "${PWD}", "${PWD:-.}", "${LOCAL_WORKSPACE_FOLDER:-.}"))
"""Sources of a bind mount that are the project itself, not one folder of it that holds data."""


def shown_to_be_worked_in(container: Container) -> str | None:
    """Return what shows that somebody works in ``container``, in words; None if nothing does.

    Its format says so, or its command only waits or is a shell. Without any command that is known, a terminal that
    takes input does, or a terminal beside a mount of the project's folder. A command that runs something else is that
    of a server, whatever else there is.
    """
    if container.is_workspace:
        return "its file is for that"
    if any(held_by(image.name) for image in images_of(container)):
        return None  # what starts these images by their labels grants what those ask for: here nobody knows of it
    line = next((line for line in container.commands if is_own(line)), None)
    return _by_terminal(container) if line is None else _idle(line, container)


def _by_terminal(container: Container) -> str | None:
    if container.tty and container.stdin_open:
        return "it has a terminal, and no command is known"
    has_terminal = container.tty or container.stdin_open
    if has_terminal and any(_is_project(mount) for mount in container.mounts.value):
        return "it has a terminal and the project's folder, and no command is known"
    return None


def _is_project(mount: str) -> bool:
    return mount.partition(":")[0].rstrip("/") in _HERE or mount.startswith(("${PWD:-.}:", "./:"))


def _idle(line: CommandLine, container: Container) -> str | None:
    """Return what ``line`` does if that is nothing: it waits, or is a shell for somebody."""
    is_loop = any(not _LOOPS.isdisjoint(word.text.split()) for word in line.words)
    said: str | None = None
    for run in runs(pieces(line, container)):
        if not run.words or _starts_another(run):
            continue
        done = _waits(run, is_loop)
        if done is None and run.name not in PREPARATIONS:
            return None
        said = done or said
    return said


def _starts_another(run: Run) -> bool:
    program, reading = run.program, run.reading
    if program is None or reading is None or program.tool:
        return False
    return (program.runs_from >= 0 and bool(reading.operands)) or reading.has(program.script_flags)


def _waits(run: Run, is_loop: bool) -> str | None:
    words = [word.text for word in run.words[1:]]
    match run.name:
        case "sleep":
            is_idle = is_loop or any(map(_is_long, words))
        case "tail":
            is_idle = "/dev/null" in words
        case "cat":
            is_idle = not words
        case _:
            return "its command is a shell" if _is_shell(run) else None
    return "its command only waits" if is_idle else None


def _is_shell(run: Run) -> bool:
    return run.program is PROGRAMS["sh"] and run.reading is not None and not run.reading.operands


def _is_long(word: str) -> bool:
    if word.lower() in ("inf", "infinity"):
        return True
    number, factor = (word[:-1], _FACTORS[word[-1]]) if word[-1:] in _FACTORS else (word, 1)
    return number.isdecimal() and len(number) < 20 and int(number) * factor >= _LONG
