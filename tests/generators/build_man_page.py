"""Write ``docs/man/capslint.1``, the manual page, from what ``--help`` says.

``python tests/generators/build_man_page.py`` writes it; with ``--check`` it compares, and ends with 1 where the page is
not what would be written.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from capslint import HOME, __version__
from capslint.cli.click_commands import cli
from capslint.cli.run_command import RunCommand, SectionOption
from capslint.config import BASELINE_NAME, OWN_NAME, SHARED_NAME

PAGE = Path(__file__).resolve().parents[2] / "docs" / "man" / "capslint.1"
WRITTEN = "2026-11-30"
"""The date at the foot of the page: that of the release, once there is one."""
WIDTH = 80
MADE = '.\\" Made by tests/generators/build_man_page.py from the help of the commands: change that, not this.\n'
STATUS = re.compile(r"^Exit status: ", re.MULTILINE)
CODES = (
    ("0", "Nothing was found, or nothing is left."),
    ("1", "Errors or warnings were found."),
    ("2", "Something could not be read, parsed, used or written. Everything else was still done."),
)
FILES = (
    (OWN_NAME, "Settings, in the nearest folder above the working folder."),
    (SHARED_NAME, "Settings in the table [tool.capslint], where there are no others in the same folder."),
    (BASELINE_NAME, "What capslint baseline writes."),
)
VARIABLES = (
    ("NO_COLOR", "If it is set, --color auto means never."),
    ("GITHUB_ACTIONS", "If it is true, the default format of capslint check and capslint fix is github."),
    ("_CAPSLINT_COMPLETE", "bash_source, zsh_source or fish_source prints the script of a shell that completes."),
)


def main(arguments: list[str]) -> int:
    """Write the page, or compare it; return the exit code."""
    text = page()
    if "--check" in arguments:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    """Return the text of the page."""
    with click.Context(cli, info_name="capslint") as context:
        first, *rest = paragraphs(cli)
        commands = [command for name in cli.list_commands(context) if (command := cli.get_command(context, name))]
        lines = [
            f'.TH CAPSLINT 1 {WRITTEN} "capslint {__version__}" "User Commands"',
            *(".SH NAME", *filled(f"capslint - {first[0].lower()}{first[1:].rstrip('.')}")),
            *(".SH SYNOPSIS", ".B capslint", "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]"),
            *(".SH DESCRIPTION", *flowing(paragraph for paragraph in rest if not STATUS.match(paragraph))),
            *listed((f"\\fBcapslint {escaped(command.name or '')}\\fR", summary(command)) for command in commands),
            ".SH COMMANDS",
        ]
        for command in commands:
            lines += described(command, context)
    lines += [".SH EXIT STATUS", *listed(CODES), ".SH FILES", *listed(FILES), ".SH ENVIRONMENT", *listed(VARIABLES)]
    lines += [".SH SEE ALSO", escaped(f"{HOME}/")]
    return MADE + "".join(f"{line}\n" for line in lines)


def described(command: click.Command, above: click.Context) -> Iterator[str]:
    """Return the lines about a command: how it is called, what it does, examples, options by section."""
    with click.Context(command, info_name=command.name, parent=above) as context:
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        yield f".SS {quoted(usage)}"
        yield from flowing(paragraphs(command))
        if isinstance(command, RunCommand) and command.examples:
            yield from headed("Examples")
            yield from listed((f"\\fB{escaped(line)}\\fR", what) for line, what in command.examples)
        for section, records in sections(command, context).items():
            yield from headed(section)
            yield from listed((f"\\fB{escaped(names)}\\fR", what) for names, what in records)


def sections(command: click.Command, context: click.Context) -> dict[str, list[tuple[str, str]]]:
    """Return the options of a command with their help, by the section that they belong to, in the order of the help."""
    found: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(context):
        record = None if isinstance(parameter, click.Argument) else parameter.get_help_record(context)
        if record is not None and "--help" not in record[0]:
            name = parameter.section if isinstance(parameter, SectionOption) else "Options"
            found.setdefault(name, []).append(record)
    return found


def paragraphs(command: click.Command) -> list[str]:
    """Return the paragraphs of the help of a command, each in one line."""
    return [
        " ".join(part.split()) for part in re.split(r"\n\s*\n", (command.help or "").replace("\b", "")) if part.strip()
    ]


def summary(command: click.Command) -> str:
    """Return what a command does, in one sentence."""
    return command.short_help or command.get_short_help_str(200)


def flowing(texts: Iterable[str]) -> Iterator[str]:
    """Return the lines of paragraphs."""
    for number, text in enumerate(texts):
        yield from ([".PP"] if number else [])
        yield from filled(text)


def headed(title: str) -> Iterator[str]:
    """Return the lines of a small heading."""
    yield from (".PP", f"\\fI{escaped(title)}\\fR")


def listed(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Return the lines of a list of what is named and what is said of it; names are in roff already."""
    for name, text in rows:
        yield from (".TP", name if name.startswith("\\f") else f"\\fB{escaped(name)}\\fR", *filled(text))


def filled(text: str) -> list[str]:
    """Return ``text`` as lines that are not too long."""
    lines = textwrap.wrap(escaped(text), WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"\\&{line}" if line.startswith((".", "'")) else line for line in lines]


def escaped(text: str) -> str:
    """Return ``text`` as roff writes it behind something else in its line."""
    return text.replace("\\", "\\e").replace("-", "\\-")


def quoted(text: str) -> str:
    """Return ``text`` as the one argument of a request."""
    return '"' + escaped(text).replace('"', "\\(dq") + '"'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
