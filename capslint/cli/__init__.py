"""The command line: the only room that prints, asks the clock, or ends the process."""

from __future__ import annotations

import errno
import gc
import os
import sys

import click

from capslint import __version__

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
BROKEN_PIPE = 141  # 128 + SIGPIPE
FAILED = 2

COMMANDS = {
    "check": "capslint.cli.check:check",
    "fix": "capslint.cli.fix:fix",
    "rules": "capslint.cli.rules:rules",
    "rule": "capslint.cli.rules:rule",
    "explain": "capslint.cli.explain:explain",
    "profile": "capslint.cli.profile:profile",
}
"""Each command's name and where it is defined. A command's module is imported when the command is used."""


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and give the command, or None if there is none of that name."""
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


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give the exit status.

    ``arguments`` are those of the process by default; then the process ends here, unless something wants to know.
    """
    gc.disable()  # nodes are trees without cycles: looking for some costs a tenth of the time
    status = _run(arguments)
    if arguments is None:
        _leave(status)
    return status


def _run(arguments: list[str] | None) -> int:
    try:
        status = cli.main(arguments, prog_name="capslint", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("capslint: interrupted; no file is half written", err=True)
        return INTERRUPTED
    except OSError as error:
        return _output_failed(error)
    return status if isinstance(status, int) else 0


def _leave(status: int) -> None:
    """End the process without taking apart what it holds: that takes a tenth of a small check."""
    import atexit

    if atexit._ncallbacks():
        gc.freeze()  # somebody, a coverage report for one, has a last word; at least nobody searches for cycles
        return
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _output_failed(error: OSError) -> int:
    # What is left in the buffers would be written, and fail, once more when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if error.errno == errno.EPIPE:
        return BROKEN_PIPE
    click.echo(f"capslint: cannot write the report: {error.strerror}", err=True)
    return FAILED
