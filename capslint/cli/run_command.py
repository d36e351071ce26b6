"""Commands whose help has its options in groups, and shows how they are used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click

from capslint import HOME
from capslint.config import ConfigError

Command = TypeVar("Command", bound=Callable[..., Any])

FILES, FIXES, DEBUGGERS, RULES, OUTPUT, HOST = "Files", "Fixes", "Debuggers", "Rules", "Output", "Host"
CLUSTER = "Cluster"
_SECTIONS = (FILES, FIXES, DEBUGGERS, RULES, OUTPUT, HOST, CLUSTER)


class SectionOption(click.Option):
    """An option that is told of in the ``section`` of the help that it belongs to."""

    def __init__(self, *names: Any, section: str, **attributes: Any) -> None:
        super().__init__(*names, **attributes)
        self.section = section


def option_of(section: str) -> Callable[..., Callable[[Command], Command]]:
    """Return what `click.option` is, for options of a section of the help."""
    return partial(click.option, cls=SectionOption, section=section)


class RunCommand(click.Command):
    """A command that makes a run: options and settings that are of no use to it are a wrong use of the command.

    ``examples`` are shown in its help, each a command line and what it is for.
    """

    def __init__(self, *arguments: Any, examples: tuple[tuple[str, str], ...] = (), **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.examples = examples

    def invoke(self, ctx: click.Context) -> Any:
        """Do as any command, and raise click.UsageError for a ConfigError."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            raise click.UsageError(str(error), ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and then the options, section by section."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_dl(list(self.examples), col_max=60)
        sections: dict[str, list[tuple[str, str]]] = {section: [] for section in (*_SECTIONS, "Options")}
        for parameter in self.get_params(ctx):
            record = None if isinstance(parameter, click.Argument) else parameter.get_help_record(ctx)
            if record is not None:
                name = parameter.section if isinstance(parameter, SectionOption) else "Options"
                sections[name].append(record)
        for section, records in sections.items():
            if records:
                with formatter.section(section):
                    formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write where more is told."""
        formatter.write_paragraph()
        formatter.write_text(f"Documentation: {HOME}")
