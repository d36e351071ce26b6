"""Recognise the debuggers that a container runs or holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capslint.debuggers._signs_data import (
    ENVIRONMENT,
    HINTS,
    IMAGES,
    MANAGERS,
    MARKERS,
    PACKAGE_BEGINNINGS,
    PACKAGE_ENDINGS,
    PACKAGES,
    PROGRAMS,
)
from capslint.debuggers.meaning import asked
from capslint.debuggers.pieces import Piece, pieces
from capslint.debuggers.program import Program
from capslint.debuggers.unwrap import Run, runs, without_version
from capslint.model import Build, CommandLine, Container, Evidence, Sureness
from capslint.source import Span

_MAIN = "command"
_ASIDE = frozenset(("cat", "echo", "grep", "printf", "sed"))  # they show a text, nobody runs it
_SERVE = "serve"  # a runtime that lets itself be debugged: the command is the program, not a debugger


def recognise(container: Container) -> tuple[Evidence, ...]:
    """Give the debuggers of ``container``, one Evidence per tool and operation, the surest first.

    COMMAND: its own command line runs the tool (the Dockerfile's, where the file gives none). HOOK: a probe, a hook
    or the argument of a start script runs it. INSTALLED: a package, an image's name, an environment variable or an
    install command shows that the tool is there, or a command leaves the operation open (``dlv dap`` attaches only if
    its client asks for it). For a tool that is only there, the operation is the one that needs most.
    """
    found: list[Evidence] = []
    lying = list(_lying_there(container))
    for line in container.commands:
        if _is_worth_reading(line):
            for run in runs(pieces(line, container)):
                found.extend(_runs_tool(line, run))
                lying.extend(_installs(line, run))
                for evidence in _marked(line, run):
                    (lying if evidence.sureness is Sureness.INSTALLED else found).append(evidence)
    used = {evidence.tool for evidence in found}
    return _surest([*found, *(evidence for evidence in lying if evidence.tool not in used)])


def _is_worth_reading(line: CommandLine) -> bool:
    text = " ".join([word.text for word in line.words])
    return any(hint in text for hint in HINTS)


def _sureness(line: CommandLine, run: Run) -> Sureness:
    is_own = line.role == _MAIN or line.role.startswith("Dockerfile ")
    return Sureness.COMMAND if is_own and run.is_sure else Sureness.HOOK


def _runs_tool(line: CommandLine, run: Run) -> Iterator[Evidence]:
    program = run.program
    if program is not None and program.tool and run.reading is not None:
        for operation in asked(run.words, program, run.reading) or _bare(run, program):
            yield _evidence(line, run, program.tool, operation, run.words[0])


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
        through_sudo=run.through_sudo,
        as_user=run.as_user,
    )


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
        program = _packaged(word.text)
        if program is not None:
            yield _evidence(line, run, program.tool, program.installed + "?", word)


def _packaged(text: str) -> Program | None:
    # The program that a package brings; the version behind the package's name is left out of account.
    end = len(text)
    for mark in "=<>~[;":
        at = text.find(mark)
        end = at if 0 < at < end else end
    at = text.find("@", 1)
    name = text[: min(end, at)] if at > 0 else text[:end]
    key = PACKAGES.get(name) or PACKAGES.get(without_version(name))
    key = key or next((key for start, key in PACKAGE_BEGINNINGS.items() if name.startswith(start)), None)
    key = key or next((key for ending, key in PACKAGE_ENDINGS.items() if name.endswith(ending)), None)
    return PROGRAMS[key] if key else None


def _lying_there(container: Container) -> Iterator[Evidence]:
    if container.build is not None:
        yield from _in_build(container.build)
    image = container.image.value
    if isinstance(image, str):
        program = named_by_image(image)
        if program is not None:
            yield _installed(program, "image name", container.image.place.node.span, None)
    for name in container.environment:
        if name in ENVIRONMENT:
            tool, operation = ENVIRONMENT[name]
            yield Evidence(tool, operation, f"environment variable {name}", container.header, Sureness.INSTALLED)


def _in_build(build: Build) -> Iterator[Evidence]:
    for word in build.packages:
        program = _packaged(word.text)
        if program is not None:
            yield _installed(program, "Dockerfile RUN", word.span, build.path)


def _installed(program: Program, seen_in: str, span: Span, path: str | None) -> Evidence:
    return Evidence(program.tool, program.installed, seen_in, span, Sureness.INSTALLED, path)


def named_by_image(image: str) -> Program | None:
    """Give the debugger that an image is named after, by its last component and its tag."""
    name = image.partition("@")[0].rsplit("/", 1)[-1].lower()
    for part in name.replace(":", "-").replace("_", "-").replace(".", "-").split("-"):
        if part in IMAGES:
            return PROGRAMS[IMAGES[part]]
    return None


def _surest(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    best: dict[tuple[str, str], Evidence] = {}
    for evidence in found:
        key = (evidence.tool, evidence.operation)
        if key not in best or evidence.sureness.value > best[key].sureness.value:
            best[key] = evidence
    return tuple(sorted(best.values(), key=lambda evidence: -evidence.sureness.value))
