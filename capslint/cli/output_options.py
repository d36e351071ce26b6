"""``--format`` and ``--output``: which reports are written, and where."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import click

from capslint.cli.run_command import OUTPUT, option_of
from capslint.cli.setup_commands.completion import formats
from capslint.config import ConfigError, did_you_mean
from capslint.report.reporters import REPORTERS, default_format
from capslint.startup.records import NamedTuple

_STANDARD = "-"


class ChosenOutput(NamedTuple):
    """One value of ``--format``: the format, and the file that was named with it (None: none was)."""

    output_format: str
    path: str | None


def _chosen(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[ChosenOutput, ...]:
    """Return what the values of ``--format`` say: FORMAT or FORMAT=FILE each."""
    return tuple(map(_output_of, values))


def _output_of(value: str) -> ChosenOutput:
    output_format, equals, path = value.partition("=")
    if output_format not in REPORTERS:
        known = ", ".join(REPORTERS)
        raise click.BadParameter(f"{output_format!r} is not one of {known}{did_you_mean(output_format, REPORTERS)}")
    if equals and not path:
        raise click.BadParameter(f"a file is to follow {value!r}")
    return ChosenOutput(output_format, path if path and path != _STANDARD else None)


OUTPUT_OPTIONS = (
    option_of(OUTPUT)(
        "--format",
        "outputs",
        callback=_chosen,
        multiple=True,
        shell_complete=formats,
        metavar="FORMAT[=FILE]",
        help=f"{', '.join(REPORTERS)}; several with files. Default: text, in GitHub Actions github.",
        is_eager=True,
    ),
    option_of(OUTPUT)(
        "--output", "output_path", metavar="FILE", help="Write the report into this file.", is_eager=True
    ),
)


def report_choice(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return which reports the ``parameters`` of a command ask for, as in `ReportOptions`. Raises ConfigError."""
    outputs = _placed(parameters.get("outputs", ()), parameters.get("output_path"))
    files = [(chosen.output_format, chosen.path) for chosen in outputs if chosen.path is not None]
    standard = [chosen.output_format for chosen in outputs if chosen.path is None]
    if len(standard) > 1:
        raise ConfigError(f"--format {standard[0]} and --format {standard[1]}: one of them needs a file (FORMAT=FILE)")
    check_report_files(
        [path for _, path in files], (*parameters.get("paths", ()), *parameters.get("compose_files", ()))
    )
    if not outputs:
        standard = [default_format()]
    return {"output_format": standard[0] if standard else None, "files": tuple(files)}


def _placed(outputs: tuple[ChosenOutput, ...], path: str | None) -> tuple[ChosenOutput, ...]:
    """Return ``outputs`` where the one that has no file of its own is written into ``path``, the value of --output."""
    if path is None or path == _STANDARD:
        return outputs
    without = [chosen for chosen in outputs or (ChosenOutput("text", None),) if chosen.path is None]
    if len(without) != 1:
        raise ConfigError("--output is for one --format without a file of its own")
    return (*(chosen for chosen in outputs if chosen.path is not None), without[0]._replace(path=path))


def check_report_files(files: Iterable[str], inputs: Iterable[str]) -> None:
    """Refuse files that could not be written at the end, or that nobody can have meant."""
    seen: set[str] = set()
    read = {os.path.realpath(path) for path in inputs}
    for path in files:
        real = os.path.realpath(path)
        if real in seen:
            raise ConfigError(f"two reports for the file {path}")
        if os.path.isdir(real):
            raise ConfigError(f"the report is to be written into {path}, which is a folder")
        if real in read:
            raise ConfigError(f"the report would be written over {path}, which is to be checked")
        if not os.path.isdir(os.path.dirname(real)):
            raise ConfigError(f"the report is to be written into {path}, whose folder is not there")
        seen.add(real)
