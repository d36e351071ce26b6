"""``capslint explain``: what a container is given, and what comes of a debugger in it, gate by gate."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any

import click

from capslint.cli.options import (
    colour_option,
    compose_files_of,
    config_of,
    config_options,
    excludes_of,
    format_option,
    host_of,
    host_options,
    input_options,
    paths_of,
)
from capslint.explain.explain_file import Explanation, Wanted, explain_source
from capslint.findings import CheckResult
from capslint.model import Host, User
from capslint.report.reporters import EXPLAINERS, ReportOptions, ReportSetup, explainer_for
from capslint.run.inputs import Input, guarded, read_inputs
from capslint.source.files import NeighbourFiles

TROUBLE = 2
_LONGEST_ID = 10  # digits: the kernel's ids have 32 bits


@click.command(short_help="Explain whether debuggers work, gate by gate.")
@input_options
@click.option("--container", metavar="NAME", help="Explain this container alone.")
@click.option("--tool", metavar="NAME", help="Explain this debugger, seen in the file or not.")
@click.option("--operation", metavar="NAME", help="Explain this operation alone: launch, attach ...")
@click.option("--all-tools", is_flag=True, help="Explain every debugger that is known.")
@click.option("--as-user", metavar="UID[:GID]", help="Who a debugger runs as that is started by exec.")
@format_option(EXPLAINERS)
@colour_option
@host_options
@config_options
@click.pass_context
def explain(ctx: click.Context, /, **given: Any) -> None:
    """Explain what the containers in PATHS are given, and whether debuggers work in them.

    A debugger that attaches looks into the container's main process, started by exec as the container's user.

    Exit status: 0 explained, 2 something could not be read, parsed or found.
    """
    config = config_of(given)
    host = host_of(given, config.host)
    wanted = Wanted(given["container"], given["tool"], given["operation"], given["all_tools"], _user(given["as_user"]))
    _check_names(wanted)
    files = compose_files_of(given, config)
    explain_one = partial(_explained, host=host, wanted=wanted, compose_files=files, named=given["compose_files"])
    shown = ReportOptions(given["output_format"], given["colour_mode"])
    explainer = explainer_for(ReportSetup(shown, sys.stdout))
    inputs = read_inputs(paths_of(given), given["stdin_filename"], excludes_of(given, config), explainer.shows_progress)
    explained = _once((one.path, explain_one(one)) for one in inputs)
    explainer.write(explained, host)
    if not any(found.containers for _, found in explained) and wanted.container is not None:
        click.echo(f"capslint: there is no container {wanted.container!r}", err=True)
        ctx.exit(TROUBLE)
    ctx.exit(TROUBLE if any(found.errors for _, found in explained) else 0)


def _once(explained: Iterable[tuple[str, Explanation]]) -> list[tuple[str, Explanation]]:
    """Return what was explained without the containers that another file of the same project gave already."""
    found: list[tuple[str, Explanation]] = []
    seen: set[tuple[str, int, str]] = set()
    for path, explanation in explained:
        new = []
        for report in explanation.containers:
            place = (os.path.realpath(report.file), report.container.header.start, report.container.label)
            if place not in seen:
                seen.add(place)
                new.append(report)
        if new or not explanation.containers:
            found.append((path, explanation._replace(containers=tuple(new))))
    return found


def _explained(
    one: Input, host: Host, wanted: Wanted, compose_files: tuple[str, ...], named: tuple[str, ...]
) -> Explanation:
    source = one.source
    if source is None:
        return _as_explanation(one.result)
    files = NeighbourFiles(one.folder, named)
    return guarded(one.path, lambda: explain_source(source, host, files, wanted, compose_files), _as_explanation)


def _as_explanation(result: CheckResult) -> Explanation:
    return Explanation(errors=result.errors, skipped=result.skipped)


def _user(text: str | None) -> User | None:
    if text is None:
        return None
    uid, colon, gid = text.partition(":")
    if not all(one.isdecimal() and len(one) <= _LONGEST_ID for one in ([uid, gid] if colon else [uid])):
        raise click.UsageError(f"--as-user {text!r} is not UID[:GID], both numbers")
    return User(int(uid), int(gid) if colon else None)


def _check_names(wanted: Wanted) -> None:
    """Refuse a tool or an operation that the catalogue has not. Raises click.UsageError."""
    from capslint.debuggers import operation, operations, tools

    if wanted.tool is None:
        known = sorted({name for tool in tools() for name in operations(tool)})
        if wanted.operation is not None and wanted.operation not in known:
            raise click.UsageError(f"no operation {wanted.operation!r} is known; known are {', '.join(known)}")
        return
    try:
        operation(wanted.tool, wanted.operation or operations(wanted.tool)[0])
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from None
