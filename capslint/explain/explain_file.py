"""What a file's containers are given, and what comes of debuggers in them: data for ``capslint explain``."""

from __future__ import annotations

from collections.abc import Iterator

from capslint import formats
from capslint.check import Options
from capslint.check.read_file import NotJudgedError, ReadFile
from capslint.debuggers import recognise
from capslint.debuggers.catalogue import operation, operation_for, operations, tools
from capslint.debuggers.commands.main_process import main_process
from capslint.findings import Error
from capslint.hosts.told_by_file import host_of
from capslint.model import Container, Evidence, Host, Process, Start, User, Verdict, Workload
from capslint.model.evidence import last_named
from capslint.permissions.assumed_host import assumed
from capslint.permissions.judge_operation import judge
from capslint.permissions.overview import Picture, picture
from capslint.permissions.scenario import CommandFacts, scene_for
from capslint.plan.ways_out import Change, keeps, needs
from capslint.plan.workload_model import runs_only_a_debugger
from capslint.source import Source
from capslint.source.budget import BudgetError, FileBudget
from capslint.source.repository_roots import Outside
from capslint.startup.records import NamedTuple

_AT_DESK = 20
"""So many times as many questions as a check may ask: a person can ask for all debuggers at once, and waits."""


class Wanted(NamedTuple):
    """What is asked for. Empty names mean all; without ``tool`` and ``all_tools`` it is what was recognised.

    ``as_user`` is who debuggers run as that are started by exec; None is the container's user.
    """

    container: str | None = None
    tool: str | None = None
    operation: str | None = None
    all_tools: bool = False
    as_user: User | None = None


class OperationReport(NamedTuple):
    """The verdict over one operation. ``seen_in`` is where it was recognised, None if it was not.

    ``runs_as`` tells who the debugger runs as where that is not the container's user.
    ``change`` is the smallest that makes it work, ``keeps`` the smallest grants with which it works (None: no set of
    capabilities is enough). ``program`` is what the command calls the tool, None where no command runs it.
    """

    tool: str
    operation: str
    seen_in: str | None
    verdict: Verdict
    change: Change
    keeps: tuple[str, ...] | None
    notes: tuple[str, ...]
    runs_as: str | None = None
    program: str | None = None


class ContainerReport(NamedTuple):
    """One container on ``host`` (what was told, filled in with what is usual).

    ``files`` are the paths of all that it is made of, the weakest first, where that is more than one. ``told`` is what
    is known of the host where the file is for. Of several hosts, ``each`` is the same container on one, by its name;
    ``picture`` is then the one on the first, and the verdicts of ``operations`` hold for all.
    """

    file: str
    line: int
    container: Container
    host: Host
    picture: Picture
    operations: tuple[OperationReport, ...]
    files: tuple[str, ...] = ()
    told: Host = Host()
    each: tuple[tuple[str, ContainerReport], ...] = ()


class Explanation(NamedTuple):
    """All that one file gave; ``skipped`` says why nothing in it is a container, if so.

    ``outside`` are files that are named there and not read.
    """

    containers: tuple[ContainerReport, ...] = ()
    errors: tuple[Error, ...] = ()
    skipped: str | None = None
    outside: tuple[Outside, ...] = ()


def explain_source(
    source: Source,
    host: Host,
    files: formats.Files,
    wanted: Wanted,
    compose_files: tuple[str, ...] = (),
    projects: tuple[tuple[str, ...], ...] = (),
) -> Explanation:
    """Return what there is to say of the containers of ``source``, as all their files make them.

    ``compose_files`` and ``projects`` are those of a check. Raises KeyError for a tool or operation that the catalogue
    has not.
    """
    read = ReadFile(source, Options((), host, compose_files=compose_files, projects=projects), files)
    found: list[ContainerReport] = []
    try:
        with FileBudget(_AT_DESK):
            for workload, _ in read.workloads():
                found.extend(_containers(workload, host, wanted))
    except NotJudgedError as reason:
        return Explanation(skipped=str(reason))
    except BudgetError as error:
        return Explanation(errors=(Error(source.path, 0, 0, str(error)),))
    skipped = None if read.is_ours or read.errors else read.why_nothing()
    return Explanation(tuple(found), tuple(read.errors), skipped)


def _containers(workload: Workload, host: Host, wanted: Wanted) -> Iterator[ContainerReport]:
    host = host_of(workload, host)
    below = {id(document) for document in workload.below}
    for container in workload.containers:
        if wanted.container is not None and wanted.container not in (container.name, container.label):
            continue
        if container.parts and all(id(part.document) in below for part in container.parts):
            continue  # the file being explained does not speak of it
        there = assumed(host, container.starter, container.engine)
        asked = _asked(container, wanted)
        reports = tuple(
            _operation(container, workload, there, wanted, tool, name, evidence) for tool, name, evidence in asked
        )
        source = container.document.source
        line = source.position(container.header.start).line
        paths = tuple(dict.fromkeys(part.document.source.path for part in container.parts))
        shown = picture(container, there.singles[0])
        made_of = paths if len(paths) > 1 else ()
        report = ContainerReport(source.path, line, container, there, shown, reports, made_of, host)
        yield report._replace(each=tuple(_on_each(report)))


def _on_each(report: ContainerReport) -> Iterator[tuple[str, ContainerReport]]:
    """Return ``report`` as it is on each of several hosts."""
    told = dict(report.told.each)
    for name, host in report.host.each:
        alone = [operation._replace(verdict=operation.verdict.on(name)) for operation in report.operations]
        shown, known = picture(report.container, host), told.get(name, report.told)
        yield name, report._replace(host=host, picture=shown, operations=tuple(alone), told=known)


def _asked(container: Container, wanted: Wanted) -> Iterator[tuple[str, str, Evidence | None]]:
    by_operation: dict[tuple[str, str], list[Evidence]] = {}
    for evidence in recognise(container):
        by_operation.setdefault((evidence.tool, evidence.operation), []).append(evidence)
    names = list(by_operation)
    if wanted.tool is not None or wanted.all_tools:
        names = [(tool, name) for tool in _tools(wanted) for name in operations(tool)]
    for tool, name in names:
        if wanted.operation in (None, name):
            yield from ((tool, name, evidence) for evidence in by_operation.get((tool, name), (None,)))


def _tools(wanted: Wanted) -> tuple[str, ...]:
    if wanted.tool is None:
        return tools()
    named = operation(wanted.tool, wanted.operation or operations(wanted.tool)[0])
    return (named.tool,)


def _operation(
    container: Container,
    workload: Workload,
    host: Host,
    wanted: Wanted,
    tool: str,
    name: str,
    evidence: Evidence | None,
) -> OperationReport:
    asked = operation_for(evidence) if evidence else operation(tool, name)
    seen = None if wanted.as_user else evidence
    scene = scene_for(container, workload, seen, asked, CommandFacts(_is_debugger, main_process))
    if wanted.as_user is not None:
        scene = scene._replace(tracer=scene.tracer._replace(user=wanted.as_user))
    verdict = judge(container, asked, host, scene)
    return OperationReport(
        tool,
        name,
        evidence.seen_in if evidence else None,
        verdict,
        needs(container, asked, host, scene, verdict),
        keeps(container, asked, host, scene),
        asked.notes,
        _runs_as(scene.tracer),
        _program(evidence),
    )


def _program(evidence: Evidence | None) -> str | None:
    if evidence is None or not evidence.is_run or not evidence.words or evidence.words[0].startswith("-"):
        return None
    return evidence.words[0].rpartition("/")[2]


def _runs_as(tracer: Process) -> str | None:
    said = "privileged" if tracer.start is Start.EXEC_PRIVILEGED else ""
    user = tracer.user
    if isinstance(user, User):
        said = f"{user.uid if user.uid is not None else user.name}{', ' if said else ''}{said}"
    named = last_named(tracer.switches)
    by = " and ".join(switch.by for switch in tracer.switches if switch.user)
    return f"{named.user}, by {by}" if named is not None else said or None


def _is_debugger(container: Container) -> bool:
    return runs_only_a_debugger(recognise(container))
