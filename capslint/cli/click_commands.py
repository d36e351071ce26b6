"""The commands as click knows them: their names, their help, and what is said to a wrong use."""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Any

import click

from capslint import __version__
from capslint.cli.host_commands.cluster_options import cluster_options
from capslint.cli.options import checking_options, report_options, run_options
from capslint.cli.run_command import RunCommand
from capslint.config import ConfigError
from capslint.report.reporters import Reporter, ReportOptions, ReportSetup, explainer_for, reporter_for
from capslint.run.settings import settings_of

FAILED = 2

COMMANDS = {
    "init": "capslint.cli.setup_commands.init_command:init",
    "check": "capslint.cli.click_commands:check",
    "fix": "capslint.cli.fix_command:fix",
    "baseline": "capslint.cli.baseline_command:baseline",
    "rules": "capslint.cli.rules_command:rules",
    "rule": "capslint.cli.rules_command:rule",
    "hosts": "capslint.cli.host_commands.hosts_command:hosts",
    "explain": "capslint.cli.explain_command:explain",
    "profile": "capslint.cli.profile_command:profile",
    "host": "capslint.cli.host_commands.host_command:host",
    "config": "capslint.cli.config_command:config",
}
"""Each command's name and where it is defined. A command's module is imported when the command is used."""


class _NobodyReadsError(Exception):
    """Standard output was closed at the other end. As an OSError click would end the process itself, with 1."""


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module_name, _, attribute = COMMANDS[cmd_name].partition(":")
        __import__(module_name)
        command = getattr(sys.modules[module_name], attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; raise `_NobodyReadsError` in the place of a BrokenPipeError."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _NobodyReadsError from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a wrong name say which one is meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from capslint.config import did_you_mean

            ctx.fail(f"No such command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


_VERSION_HELP = "Show the version and the newest engine releases that it knows, and exit."


def _show_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if not is_asked or ctx.resilient_parsing:
        return
    from capslint.permissions.engines.releases import newest_known

    click.echo(f"capslint {__version__}\nnewest engine releases known:")
    for release in newest_known():
        click.echo(f"  {release}")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version, help=_VERSION_HELP)
def cli() -> None:
    """Find and fix what stops debuggers in Compose files and Kubernetes manifests, and what they do not need.

    Exit status: 0 nothing found, 1 errors or warnings found, 2 something could not be read, parsed or used.
    """


_CHECK_EXAMPLES = (
    ("capslint check", "Check this folder."),
    ("capslint check --level pedantic k8s/", "Tell everything about a folder."),
    ("capslint check --format sarif=out.sarif .", "Write a file for code scanning."),
)


@click.command(cls=RunCommand, examples=_CHECK_EXAMPLES, short_help="Report what is wrong.")
@checking_options
@cluster_options
@click.pass_context
def check(ctx: click.Context, /, strict: bool, **parameters: Any) -> None:
    """Report what is wrong in PATHS: files, folders, or - for standard input (default: this folder).

    With --context, PATHS are objects of a cluster, such as pod/web-0 (default: all pods and workloads).
    """
    from capslint.cli.check_command import check_paths

    if parameters["context"] is not None:
        from capslint.cli.host_commands.live_commands import check_cluster

        ctx.exit(check_cluster(parameters))
    ctx.exit(check_paths(settings_of(run_options(parameters)), report_options(parameters), strict))


def _write_document(ctx: click.Context, message: str) -> None:
    """Write the documents that the command was asked for, which are about a wrong use alone; a text says it already."""
    from capslint.findings import CheckResult, Error

    error = Error("options and settings", 0, 0, message)
    if ctx.info_name == "explain" and "output_format" in ctx.params:
        explainer = explainer_for(ReportSetup(report_options(_read(ctx)), sys.stdout))
        if explainer.is_document:
            from capslint.explain.explain_file import Explanation
            from capslint.model import Host

            explainer.write([(error.path, Explanation(errors=(error,)))], Host())
    elif ctx.info_name in ("check", "fix") and "outputs" in ctx.params:
        reporter = _documents(ctx)
        if ctx.info_name == "fix":
            reporter.add_fixed(())
        reporter.add(error.path, True, CheckResult(errors=(error,)))
        reporter.finish()


def _read(ctx: click.Context) -> dict[str, Any]:
    """Return the parameters that click has read before it met what is wrong: others hold a mark of its own."""
    return {name: value for name, value in ctx.params.items() if isinstance(value, str | bool | tuple)}


def _documents(ctx: click.Context) -> Reporter:
    try:
        setup = ReportSetup(report_options(_read(ctx)), sys.stdout)
    except ConfigError:  # what is asked for is what is wrong
        return Reporter(ReportSetup(ReportOptions(), sys.stdout))
    reporter = reporter_for(setup)
    if not reporter.is_document:
        reporter = reporter_for(setup._replace(options=setup.options._replace(output_format=None)))
    return reporter


def _tell(error: click.ClickException) -> None:
    """Write what is wrong, each line as all of ours begin, and where the options of the command are told."""
    from capslint.report.plain import plain
    from capslint.report.terminal import write

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    lines = [f"capslint: error: {plain(line).rstrip('.')}" for line in error.format_message().splitlines()]
    has_place = re.search(r":\d+:\d+: ", lines[0]) is not None  # in a settings file: options do not tell more
    context = error.ctx if isinstance(error, click.UsageError) and not has_place else None
    help_at = f" (`{context.command_path} --help` tells more)" if context is not None else ""
    write("\n".join(lines) + f"{help_at}\n", sys.stderr)


def run(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name, and return the exit status. Raises KeyboardInterrupt and OSError."""
    try:
        status = cli.main(arguments, prog_name="capslint", standalone_mode=False)
    except click.ClickException as error:
        _tell(error)
        if isinstance(error, click.UsageError) and error.ctx is not None:
            _write_document(error.ctx, error.format_message())
        return FAILED
    except click.Abort:
        raise KeyboardInterrupt from None
    except _NobodyReadsError as error:
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
    return status if isinstance(status, int) else 0
