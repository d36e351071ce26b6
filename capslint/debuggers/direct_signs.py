"""The debuggers that a container runs or holds, by its commands, its build, its image and its variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import ENVIRONMENT, FLAGS_OF, HINTS, MARKERS
from capslint.debuggers.image_signs import held_by, images_of, named_by_image
from capslint.debuggers.packages import packaged
from capslint.model import Build, CommandLine, Container, Evidence, Sureness, Variable
from capslint.source import Span
from capslint.source.budget import once


def directly_shown(container: Container) -> tuple[Evidence, ...]:
    """Return the debuggers of ``container`` that are seen themselves, one Evidence each, the surest first.

    There is one for each tool, operation and user.

    COMMAND: its own command line runs the tool (the Dockerfile's, where the file gives none). HOOK: a probe, a hook,
    the argument of a start script or an editor's launch configuration runs it. INSTALLED: a package, an image, an
    editor's extension, an environment variable or an install command shows that the tool is there, or a command leaves
    the operation open (``dlv dap`` attaches only if its client asks for it). For a tool that is only there, the
    operation is the one to speak of; it can be any.
    """
    found: list[Evidence] = []
    lying = list(_lying_there(container))
    for line in container.commands:
        if _is_worth_reading(line):
            from capslint.debuggers.commands.find_in_commands import in_command  # most files need none of it

            run_here, shown = in_command(line, container)
            found.extend(run_here)
            lying.extend(shown)
    used = {evidence.tool for evidence in found}
    lying = [evidence for evidence in lying if evidence.tool not in used]
    if container.editor_signs:
        from capslint.debuggers.editor_signs import extended, launched  # few formats have them

        found.extend(launched(container))
        lying.extend(extended(container))  # also beside a configuration: it is for what else is asked of it
    seen = [*found, *lying]
    if any(each.tool in FLAGS_OF for each in seen):
        from capslint.debuggers.variable_signs import with_flags

        seen = [with_flags(each, container) for each in seen]
    return _surest(seen)


def _is_worth_reading(line: CommandLine) -> bool:
    text = " ".join([word.text for word in line.words])
    return any(hint in text for hint in HINTS)


def _lying_there(container: Container) -> Iterator[Evidence]:
    if container.build is not None:
        yield from once(_in_build, container.build)
    for image in images_of(container):
        program = named_by_image(image.name)
        for held in (program,) if program is not None else held_by(image.name):
            yield _installed(held, image.seen_in, image.span, image.path)
    for each in container.installed:
        program = packaged(each.word.text)
        if program is not None:
            yield _installed(program, each.seen_in, each.word.span, each.path)
    if any(map(_may_show, container.environment)):
        from capslint.debuggers.variable_signs import in_variables

        yield from in_variables(container)


def _may_show(variable: Variable) -> bool:
    value = variable.value
    return variable.name in ENVIRONMENT or (isinstance(value, str) and any(text in value for text, *_ in MARKERS))


def _in_build(build: Build) -> tuple[Evidence, ...]:
    brought = ((word, packaged(word.text)) for word in build.packages)
    return tuple(
        _installed(program, "Dockerfile RUN", word.span, build.path) for word, program in brought if program is not None
    )


def _installed(program: Program, seen_in: str, span: Span, path: str | None) -> Evidence:
    return Evidence(program.tool, program.installed, seen_in, span, Sureness.INSTALLED, path, is_open=True)


def _surest(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    best: dict[tuple[object, ...], Evidence] = {}
    for evidence in found:
        key = (
            evidence.tool,
            evidence.operation,
            evidence.switches,
            evidence.exec_as,
            evidence.is_ancestor,
            evidence.variables,
        )
        if key not in best or evidence.sureness.value > best[key].sureness.value:
            best[key] = evidence
    return tuple(sorted(best.values(), key=lambda evidence: -evidence.sureness.value))
