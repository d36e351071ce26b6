"""The commands as click knows them: their names, their help, and what is said to a wrong use."""

from __future__ import annotations

import sys
from typing import Any

import click

from capslint import __version__
from capslint.cli.options import RunCommand, checking_options, report_options, run_options
from capslint.report.reporters import ReportOptions, ReportSetup, explainer_for, reporter_for
from capslint.run.settings import settings_of

FAILED = 2

COMMANDS = {
    "check": "capslint.cli.click_commands:check",
    "fix": "capslint.cli.fix_command:fix",
    "rules": "capslint.cli.rules_command:rules",
    "rule": "capslint.cli.rules_command:rule",
    "explain": "capslint.cli.explain_command:explain",
    "profile": "capslint.cli.profile_command:profile",
}
"""Each command's name and where it is defined. A command's module is imported when the command is used."""


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a wrong name say which one is meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from capslint.config import did_you_mean

            ctx.fail(f"No such command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="capslint", message="%(prog)s %(version)s")
def cli() -> None:
    """Find and fix what stops debuggers in Compose files and Kubernetes manifests, and what they do not need.

    Exit status: 0 nothing found, 1 findings, 2 something could not be read, parsed or used.
    """


@click.command(cls=RunCommand, short_help="Report what is wrong.")
@checking_options
@click.pass_context
def check(ctx: click.Context, /, **parameters: Any) -> None:
    """Report what is wrong in PATHS: files, folders, or - for standard input (default: this folder)."""
    from capslint.cli.check_command import check_paths

    ctx.exit(check_paths(settings_of(run_options(parameters)), report_options(parameters)))


def _write_document(command: str | None, options: ReportOptions, message: str) -> None:
    """Write the document of ``command``, which is about a wrong use alone, where its format is one document."""
    from capslint.findings import CheckResult, Error

    error = Error("options and settings", 0, 0, message)
    setup = ReportSetup(options, sys.stdout)
    if command == "explain" and (explainer := explainer_for(setup)).is_document:
        from capslint.explain.explain_file import Explanation
        from capslint.model import Host

        explainer.write([(error.path, Explanation(errors=(error,)))], Host())
    elif command in ("check", "fix") and (reporter := reporter_for(setup)).is_document:
        if command == "fix":
            reporter.add_fixed(())
        reporter.add(error.path, True, CheckResult(errors=(error,)))
        reporter.finish()


def run(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name, and return the exit status. Raises KeyboardInterrupt and OSError."""
    try:
        status = cli.main(arguments, prog_name="capslint", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.UsageError) and error.ctx is not None and "output_format" in error.ctx.params:
            options = ReportOptions(error.ctx.params["output_format"])
            _write_document(error.ctx.info_name, options, error.format_message())
        return FAILED
    except click.Abort:
        raise KeyboardInterrupt from None
    return status if isinstance(status, int) else 0
