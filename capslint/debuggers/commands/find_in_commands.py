"""The debuggers that a command line runs or installs."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.debuggers.commands.located_words import Piece, pieces
from capslint.debuggers.commands.requested_operation import asked
from capslint.debuggers.commands.unwrap import PREPARATIONS, Run, runs
from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import IN_PROGRAM, MANAGERS, MARKERS
from capslint.debuggers.packages import packaged, without_version
from capslint.debuggers.variable_signs import assigned_for, shown_by
from capslint.model import CommandLine, Container, Evidence, Sureness

_MAIN = "command"
_ASIDE = frozenset(("cat", "echo", "grep", "printf", "sed"))  # they show a text, nobody runs it

_FROM_THEIR_OWN_PROCESS = frozenset(("dlv", "gdb", "ltrace", "strace"))
"""Programs that call ptrace themselves: strace src/strace.c, gdb inf-ptrace.c, ltrace trace.c, delve pkg/proc/native.

lldb leaves it to lldb-server (ProcessGDBRemote.cpp), cgdb to gdb: what they start is no ancestor of the target.
"""
_LEAVES = frozenset(("-D", "-DD", "-DDD", "--daemonize", "--daemonise"))
"""strace(1): the tracer is another process then, no ancestor."""


def in_command(line: CommandLine, container: Container) -> tuple[list[Evidence], list[Evidence]]:
    """Return the debuggers that ``line`` runs, and those that it only shows to be there."""
    run_here: list[Evidence] = []
    lying: list[Evidence] = []
    found = list(runs(pieces(line, container)))
    last = max((at for at, run in enumerate(found) if _is_program(run.name)), default=-1)
    for at, run in enumerate(found):
        run_here.extend(seen._replace(is_alone=seen.is_main and at >= last) for seen in _runs_tool(line, run))
        lying.extend(_installs(line, run))
        for evidence in _marked(line, run):
            (lying if evidence.sureness is Sureness.INSTALLED else run_here).append(evidence)
    return run_here, lying


def _is_program(name: str) -> bool:
    # What stands where a tool has the program that it starts can be a process number: gdbserver --attach :1 7.
    return name not in PREPARATIONS and not name.isdigit() and not name.startswith("$")


def _runs_tool(line: CommandLine, run: Run) -> Iterator[Evidence]:
    program = run.program
    if program is not None and program.tool and run.reading is not None:
        words = asked(run.words, program, run.reading) or _bare(run, program)
        is_open = all(word.endswith("?") for word in words)
        for word in words:
            tool, _, operation = word.rpartition(".")
            found = _evidence(line, run, tool or program.tool, operation, run.words[0], run.words)
            yield found._replace(is_open=True) if is_open else found


def _bare(run: Run, program: Program) -> tuple[str, ...]:
    # An image's entrypoint is often the bare tool; what it will do is said at `docker run`.
    is_open = len(run.words) == 1 and run.is_main and not run.assigned
    return (program.installed + "?",) if is_open and program.installed != "none" else ()


def _evidence(
    line: CommandLine, run: Run, tool: str, operation: str, at: Piece, words: tuple[Piece, ...] = ()
) -> Evidence:
    """Return what ``at`` shows; ``words`` are those that can tell more of what the operation needs."""
    is_open = operation.endswith("?")
    is_program = (tool, operation.rstrip("?")) in IN_PROGRAM  # a debugger is not all there is
    return Evidence(
        tool=tool,
        operation=operation.rstrip("?"),
        seen_in=line.role,
        span=at.span,
        sureness=Sureness.INSTALLED if is_open else _sureness(line, run),
        path=line.path,
        is_main=run.is_main and not is_open and not is_program,
        words=tuple(word.text for word in words),
        written=tuple(word.text for word in run.written) if words is run.words else (),
        switches=run.switches,
        exec_as=line.exec_as,
        is_ancestor=run.had_child and _follows_its_child(run),
        is_mode=is_program,
        variables=assigned_for(tool, (word.text for word in run.assigned)),
    )


def _follows_its_child(run: Run) -> bool:
    """Return whether a debugger attaches from its own process, and to ``$!`` alone."""
    words = [word.text for word in run.words]
    named = [word for word in words if "$" in word or word.isdecimal()]
    is_alone = len(named) == 1 and named[0].endswith("$!")
    return is_alone and run.name in _FROM_THEIR_OWN_PROCESS and not _LEAVES.intersection(words)


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
            found = _evidence(line, run, tool, operation, marked, (marked,))
            yield found._replace(is_open=operation.endswith("?"))
    for word in run.assigned:
        name, _, value = word.text.partition("=")
        for tool, operation in shown_by(name, value):
            found = _evidence(line, run, tool, operation, word, (word,))
            yield found._replace(sureness=Sureness.HOOK)  # it acts by itself, if the program was built with it


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
            found = _evidence(line, run, program.tool, program.installed + "?", word)
            yield found._replace(is_open=True)
