"""Command lines as workloads: each container is one, unless it joins the processes of another one in the file."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping
from capslint.formats.commandline.engine_lines import SERVICES, EngineLine
from capslint.formats.commandline.started_containers import RUNS, Started, TreePlaces, started_in
from capslint.formats.commandline.vocabulary import NAME
from capslint.formats.format import NotOurs
from capslint.formats.reading.bare_container import bare_container
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View, present
from capslint.formats.run_flags.container_fields import with_command, with_flags
from capslint.formats.run_flags.line_word import LineWord
from capslint.formats.run_flags.split_flags import last_value
from capslint.model import (
    CommandLine,
    Container,
    Engine,
    Exec,
    PidMode,
    Setting,
    Starter,
    Unknown,
    Word,
    Workload,
    user_written,
)

_ENGINES = {"podman": Engine.PODMAN, "nerdctl": Engine.CONTAINERD}
_SHELL = ("sh", "-c")


def read_lines(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Return the workloads of the file whose tree is ``root``."""
    document = root.tree.document
    runs = root.tree.select(root, frozenset((RUNS,))).get(RUNS)
    views = root.tree.items(runs) if runs is not None else []
    entries = started_in(document)
    found = [(_container(view, entry, files), entry.is_met) for view, entry in zip(views, entries, strict=True)]
    if not found:
        return NotOurs("starts no container whose options can be read")
    alone = ((container,) for container, is_met in found if is_met)
    groups = (*_joined([container for container, is_met in found if not is_met]), *alone)
    return tuple(Workload(group[0].label, Starter.ENGINE, group) for group in groups)


def _joined(containers: list[Container]) -> Iterator[tuple[Container, ...]]:
    """Return the containers in groups: one that joins another's processes is in its group."""
    by_name = {container.name: container for container in reversed(containers)}
    heads: dict[int, list[Container]] = {}
    for container in containers:
        head, met = container, {container.name}
        while (target := _target(head)) in by_name and target not in met:
            met.add(by_name[target].name)
            head = by_name[target]
        heads.setdefault(id(head), []).append(container)
    return (tuple(group) for group in heads.values())


def _target(container: Container) -> str:
    mode = container.pid.value
    return mode.target or "" if isinstance(mode, PidMode) else ""


def _container(view: View, entry: Started, files: Files) -> Container:
    image = _image(view, entry)
    called = entry.name or (entry.job.name if entry.job is not None else _written_image(entry))
    line = entry.line
    label = f"{line.program} {line.command} {called}" if line is not None and entry.job is None else f"jobs.{called}"
    container = bare_container(view, called, label, NAME, Starter.ENGINE)._replace(
        header=entry.header, is_incidental=True, engine=_ENGINES.get(line.program) if line is not None else None
    )
    if holder := entry.job or entry.part:
        container = container._replace(runs_on=holder.runs_on)
    if line is None:
        return container._replace(image=image, commands=tuple(_steps(entry)))
    if entry.is_met:
        return _unknown(container, "what the container is started with")._replace(image=image, commands=(_exec(line),))
    if line.program == SERVICES:
        container = _unknown(container, "what the service is given")
    places = TreePlaces(view.tree.document, int(view.path[-1]), _mapping(view), line.flags)
    container = _with_mistakes(with_flags(container, line.flags, places, files), line.program)
    commands = (*_steps(entry), *(_exec(each) for each in entry.execs))
    return with_command(container._replace(commands=commands), image, line.arguments, line.flags)


def _unknown(container: Container, reason: str) -> Container:
    """Return ``container`` with nothing known of what it is given."""
    why = Unknown(reason)
    return container._replace(
        privileged=container.privileged.with_value(why),
        cap_add=container.cap_add.with_value(why),
        cap_drop=container.cap_drop.with_value(why),
        seccomp=container.seccomp.with_value(why),
        apparmor=container.apparmor.with_value(why),
        selinux=container.selinux.with_value(why),
        no_new_privileges=container.no_new_privileges.with_value(why),
        unmasked_proc=container.unmasked_proc.with_value(why),
        user=container.user.with_value(why),
        pid=container.pid.with_value(why),
        ipc=container.ipc.with_value(why),
        user_namespace=container.user_namespace.with_value(why),
    )


def _with_mistakes(container: Container, program: str) -> Container:
    # Podman and nerdctl take other options: github.com/containers/podman pkg/specgenutil/specgen.go
    options = container.security_options
    if not options or program != "docker":
        return container
    from capslint.formats.reading.option_mistakes import mistakes_in, old_spellings_in

    return container._replace(
        option_mistakes=tuple(mistakes_in(options, program)), old_options=tuple(old_spellings_in(options))
    )


def _mapping(view: View) -> Mapping:
    if not isinstance(view.node, Mapping):
        raise TypeError(view.node)
    return view.node


def _image(view: View, entry: Started) -> Setting[str | Unknown | None]:
    written = view.tree.select(view, frozenset(("image",))).get("image")
    word = entry.line.image if entry.line is not None else None
    if entry.line is not None and entry.line.program == SERVICES:
        return present(view, Unknown("what the service is made of"))
    if entry.is_met:
        return present(view, Unknown("what the container is made of"))
    if written is not None and word is not None:
        return present(written, _known(word))
    named = entry.job.image if entry.job is not None else None
    value = None if named is None else Unknown("an expression") if "${{" in named.text else named.text
    return present(view, value)


def _written_image(entry: Started) -> str:
    word = entry.line.image if entry.line is not None else None
    return word.text if word is not None else ""


def _known(word: LineWord) -> str | Unknown:
    return word.text if word.is_known else Unknown(f"what {word.text} holds when the line runs")


def _steps(entry: Started) -> Iterator[CommandLine]:
    for step in entry.job.steps if entry.job is not None else ():
        yield CommandLine("step", (*(Word(text, step.span) for text in _SHELL), step))


def _exec(line: EngineLine) -> CommandLine:
    user, privileged = last_value(line.flags, "user"), last_value(line.flags, "privileged")
    whom = None if user is None else user.why or user_written(user.value)
    raised = privileged is not None and (privileged.why or privileged.value == "true")
    told = Exec(whom, raised) if whom or raised else None
    return CommandLine("exec", tuple(Word(word.text, word.span) for word in line.arguments), exec_as=told)
