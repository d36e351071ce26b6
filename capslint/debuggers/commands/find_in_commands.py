"""The debuggers that a command line runs or installs."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.debuggers.commands.located_words import Piece, pieces
from capslint.debuggers.commands.requested_operation import asked
from capslint.debuggers.commands.unwrap import Run, runs
from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import ENVIRONMENT, MANAGERS, MARKERS
from capslint.debuggers.packages import packaged, without_version
from capslint.model import CommandLine, Container, Evidence, Sureness

_MAIN = "command"
_ASIDE = frozenset(("cat", "echo", "grep", "printf", "sed"))  # they show a text, nobody runs it
_SERVE = "serve"  # a runtime that lets itself be debugged: the command is the program, not a debugger


def in_command(line: CommandLine, container: Container) -> tuple[list[Evidence], list[Evidence]]:
    """Return the debuggers that ``line`` runs, and those that it only shows to be there."""
    run_here: list[Evidence] = []
    lying: list[Evidence] = []
    for run in runs(pieces(line, container)):
        run_here.extend(_runs_tool(line, run))
        lying.extend(_installs(line, run))
        for evidence in _marked(line, run):
            (lying if evidence.sureness is Sureness.INSTALLED else run_here).append(evidence)
    return run_here, lying


def _runs_tool(line: CommandLine, run: Run) -> Iterator[Evidence]:
    program = run.program
    if program is not None and program.tool and run.reading is not None:
        for word in asked(run.words, program, run.reading) or _bare(run, program):
            tool, _, operation = word.rpartition(".")
            yield _evidence(line, run, tool or program.tool, operation, run.words[0])


def _bare(run: Run, program: Program) -> tuple[str, ...]:
    # An image's entrypoint is often the bare tool; what it will do is said at `docker run`.
    is_open = len(run.words) == 1 and run.is_main and not run.assigned
    return (program.installed + "?",) if is_open and program.installed != "none" else ()


def _evidence(line: CommandLine, run: Run, tool: str, operation: str, at: Piece) -> Evidence:
    is_open = operation.endswith("?")
    return Evidence(
        tool=tool,
        operation=operation.rstrip("?"),
        seen_in=line.role,
        span=at.span,
        sureness=Sureness.INSTALLED if is_open else _sureness(line, run),
        path=line.path,
        is_main=run.is_main and not is_open and operation != _SERVE,
        words=tuple(word.text for word in run.words) if at in run.words[:1] else (),
        switches=run.switches,
        exec_as=line.exec_as,
    )


def is_own(line: CommandLine) -> bool:
    """Return whether ``line`` is the container's own command: the file's, or the Dockerfile's where that gives none."""
    return line.role == _MAIN or line.role.startswith("Dockerfile ")


def _sureness(line: CommandLine, run: Run) -> Sureness:
    return Sureness.COMMAND if is_own(line) and run.is_sure else Sureness.HOOK


def _marked(line: CommandLine, run: Run) -> Iterator[Evidence]:
    if run.name in _ASIDE:
        return
    is_wrapper = run.program is not None and not run.program.tool  # what it starts is a run of its own
    words = run.assigned if is_wrapper else (*run.assigned, *run.words)
    for text, tool, operation in MARKERS:
        marked = next((word for word in words if text in word.text), None)
        if marked is not None:
            yield _evidence(line, run, tool, operation, marked)
    for word in run.assigned:
        name = word.text.partition("=")[0]
        if name in ENVIRONMENT:
            tool, operation = ENVIRONMENT[name]
            yield _evidence(line, run, tool, operation + "?", word)


def _installs(line: CommandLine, run: Run) -> Iterator[Evidence]:
    after = MANAGERS.get(without_version(run.name)) or MANAGERS.get(run.name)
    if after is None:
        return
    start = 1
    if "" not in after:
        start = next((at for at, word in enumerate(run.words) if word.text in after), len(run.words)) + 1
    for word in run.words[start:]:
        program = packaged(word.text)
        if program is not None:
            yield _evidence(line, run, program.tool, program.installed + "?", word)
