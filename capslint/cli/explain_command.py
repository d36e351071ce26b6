"""``capslint explain``: what a container is given, and what comes of a debugger in it, gate by gate."""

from __future__ import annotations

import io
import sys
from typing import Any

import click

from capslint.cli.host_commands.cluster_options import cluster_options
from capslint.cli.options import (
    colour_option,
    config_options,
    format_option,
    host_options,
    input_options,
    report_options,
    run_options,
)
from capslint.cli.output_options import check_report_files
from capslint.cli.run_command import DEBUGGERS, OUTPUT, RunCommand, option_of
from capslint.cli.setup_commands import completion
from capslint.explain.explain_file import Explanation, Wanted
from capslint.model import User
from capslint.report.reporters import EXPLAINERS, ReportSetup, explainer_for
from capslint.run.explain_files import check_names, explain_files, or_one_of
from capslint.run.settings import Settings, settings_without_rules
from capslint.source.atomic_write import WriteError, write_whole

FAILED = 2
_LONGEST_ID = 10  # digits: the kernel's ids have 32 bits


EXAMPLES = (
    ("capslint explain compose.yaml", "Do the debuggers in it work?"),
    ("capslint explain --tool gdb compose.yaml", "Would gdb work there?"),
    ("capslint explain --engine podman@5.2 .", "And on another host?"),
)


@click.command(cls=RunCommand, examples=EXAMPLES, short_help="Explain whether debuggers work, and why.")
@input_options
@option_of(DEBUGGERS)("--container", metavar="NAME", help="Explain this container alone.")
@option_of(DEBUGGERS)(
    "--tool",
    metavar="NAME",
    shell_complete=completion.tools,
    help="Explain this debugger, seen in the file or not.",
)
@option_of(DEBUGGERS)("--operation", metavar="NAME", help="Explain this operation alone: launch, attach ...")
@option_of(DEBUGGERS)("--all-tools", is_flag=True, help="Explain every debugger that is known.")
@option_of(DEBUGGERS)("--as-user", metavar="UID[:GID]", help="Who a debugger runs as that is started by exec.")
@option_of(OUTPUT)("-v", "--verbose", is_flag=True, help="Show all that the container is given, and the host.")
@format_option(EXPLAINERS)
@option_of(OUTPUT)("--output", "output_path", metavar="FILE", help="Write into this file.", is_eager=True)
@colour_option
@host_options
@config_options
@cluster_options
@click.pass_context
def explain(
    ctx: click.Context,
    /,
    container: str | None,
    tool: str | None,
    operation: str | None,
    all_tools: bool,
    as_user: str | None,
    output_path: str | None,
    **parameters: Any,
) -> None:
    """Explain what the containers in PATHS are given, and whether debuggers work in them.

    A debugger that attaches looks into the container's main process, started by exec as the container's user.

    Exit status: 0 explained, 2 something could not be read, parsed or found.
    """
    settings = settings_without_rules(run_options(parameters))
    wanted = Wanted(container, tool, operation, all_tools, _user(as_user))
    check_report_files([output_path] if output_path else [], parameters["paths"])
    stream = io.StringIO() if output_path else sys.stdout
    explainer = explainer_for(ReportSetup(report_options(parameters), stream))
    explained = _explained(parameters, settings, wanted, explainer.shows_progress)
    failed = any(explanation.errors for _, explanation in explained)
    if container is not None and not any(explanation.containers for _, explanation in explained):
        message = _no_container(container, _explained(parameters, settings, Wanted(), False))
        if not failed:
            raise click.UsageError(message, ctx)
        click.echo(f"capslint: error: {message}", err=True)
    explainer.write(explained, settings.host)
    if isinstance(stream, io.StringIO) and output_path:
        _write_file(output_path, stream.getvalue())
    _tell_outside(explained, parameters["colour_mode"])
    ctx.exit(FAILED if failed else 0)


def _tell_outside(explained: list[tuple[str, Explanation]], colour_mode: str) -> None:
    outside = {each for _, explanation in explained for each in explanation.outside}
    if outside:
        from capslint.cli.unchecked_files import tell_outside

        sys.stdout.flush()
        tell_outside(outside, colour_mode)


def _explained(
    parameters: dict[str, Any], settings: Settings, wanted: Wanted, shows_progress: bool
) -> list[tuple[str, Explanation]]:
    """Return the explanations of the files of the run, or of what runs in a cluster."""
    if parameters["context"] is None:
        return explain_files(settings, wanted, shows_progress)
    from capslint.cli.host_commands.live_commands import explain_cluster

    check_names(wanted)
    return explain_cluster(parameters, settings, wanted)


def _no_container(name: str, everything: list[tuple[str, Explanation]]) -> str:
    """Return that there is no container ``name`` in ``everything``, and which there are."""
    labels = [report.container.label for _, explanation in everything for report in explanation.containers]
    names = [report.container.name for _, explanation in everything for report in explanation.containers]
    if not names:
        return f"there is no container {name!r}, nor another one, in what was read"
    return f"there is no container {name!r}{or_one_of(name, names if len(set(names)) == len(names) else labels)}"


def _write_file(path: str, text: str) -> None:
    try:
        write_whole(path, text.encode("utf-8", "backslashreplace"))
    except WriteError as error:
        raise click.ClickException(f"{path}: {error}") from None


def _user(text: str | None) -> User | None:
    if text is None:
        return None
    uid, colon, gid = text.partition(":")
    if not all(part.isdecimal() and len(part) <= _LONGEST_ID for part in ([uid, gid] if colon else [uid])):
        raise click.UsageError(f"--as-user {text!r} is not UID[:GID], both numbers")
    return User(int(uid), int(gid) if colon else None)
