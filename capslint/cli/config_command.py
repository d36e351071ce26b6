"""``capslint config``: what is in force, where it comes from, and which files it is about."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

import click

from capslint.check.read_by import ReadBy, read_by
from capslint.cli.options import (
    config_options,
    host_options,
    input_options,
    outcome_options,
    rule_options,
    run_options,
)
from capslint.cli.run_command import FILES, RunCommand, option_of
from capslint.config import Config
from capslint.config.effective_settings import in_force, in_force_text
from capslint.config.policy import path_policies
from capslint.config.setting_table import SETTINGS
from capslint.config.settings_file import located, shown_path
from capslint.report.plain import plain, plain_path
from capslint.report.tally import counted
from capslint.report.terminal import write
from capslint.run.inputs import Input, guarded, read_inputs
from capslint.run.run_options import RunOptions
from capslint.run.settings import Settings, config_of, settings_of

EXAMPLES = (
    ("capslint config", "What is in force, and why?"),
    ("capslint config k8s/debug.yaml", "And for this file?"),
    ("capslint config --files", "Which files would be checked?"),
)


@click.command(cls=RunCommand, examples=EXAMPLES, short_help="Show the settings, and what they are about.")
@input_options
@option_of(FILES)("--files", "as_files", is_flag=True, help="List what would be checked, and what reads it.")
@option_of(FILES)("-v", "--verbose", is_flag=True, help="With --files: list what is skipped, too.")
@outcome_options
@config_options
@rule_options
@host_options
@click.pass_context
def config(ctx: click.Context, /, as_files: bool, verbose: bool, **parameters: Any) -> None:
    """Show what is in force, and where each value comes from; for one file, with the settings for its path.

    Exit status: 0 shown, 2 something could not be read or used.
    """
    options = run_options(parameters)
    settings = settings_of(options)
    if as_files:
        ctx.exit(_list_files(settings, config_of(options), verbose))
    file = config_of(options)
    path = options.paths[0] if len(options.paths) == 1 else None
    write(f"# settings file: {plain(shown_path(file.path))}\n" if file.path is not None else "# no settings file\n")
    write(in_force_text(in_force(file, _given(options), path)))
    write("".join(f"# {option}  # for this run alone\n" for option in _options_alone(parameters)))


def _options_alone(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Return what options say that are no settings, as they are written."""
    for name in ("root", "new_only", "exit_zero", "strict"):
        value, option = parameters[name], f"--{name.replace('_', '-')}"
        if value:
            yield option if value is True else f"{option} {plain(shlex.quote(value))}"


def _given(options: RunOptions) -> dict[str, object]:
    """Return what options say, by setting."""
    given: dict[str, object] = {}
    for name in SETTINGS:
        value = getattr(options, name.replace("-", "_"), None)
        if value not in (None, ()):
            given[name] = list(value) if isinstance(value, tuple) else value
    return given


def _list_files(settings: Settings, config: Config, verbose: bool) -> int:
    """Write the files of a run with what reads them; return the exit status."""
    numbers = {"checked": 0, "skipped": 0}
    unused = dict(enumerate(path_policies(config)))
    status = 0
    with closing(read_inputs(settings, show_progress=False)) as files:
        for file in files:
            path, read = plain_path(file.path), _read(settings, file)
            unused = {index: policy for index, policy in unused.items() if not policy.is_for(file.path)}
            if read.why_not is not None:
                numbers["skipped"] += 1
                if verbose or file.named:
                    write(f"{path}: skipped: {plain(read.why_not)}\n")
            elif read.errors:
                status = 2
                write(f"{path}: cannot be read: `capslint check` says why\n")
            else:
                numbers["checked"] += 1
                write(f"{path}: {_by(read)}\n")
    shown = f"{counted(numbers['checked'], 'file')} would be checked, {numbers['skipped']} skipped"
    write(f"{shown}.\n" if verbose or not numbers["skipped"] else f"{shown} (--verbose lists them).\n", sys.stderr)
    _tell_unused(config, unused)
    return status


def _tell_unused(config: Config, indexes: Iterable[int]) -> None:
    """Tell on standard error of overrides that are for no file."""
    for index in indexes:
        place = located(config.path or "", ("overrides", index))
        paths = ", ".join(map(repr, config.overrides[index].paths))
        write(f"capslint: {plain(place)}: the overrides for {plain(paths)} are for none of these files\n", sys.stderr)


def _by(read: ReadBy) -> str:
    return f"{', '.join(read.formats) or 'read'}, {counted(read.containers, 'container')}"


def _read(settings: Settings, file: Input) -> ReadBy:
    source = file.source
    if source is None:
        return ReadBy(why_not=file.result.skipped, errors=len(file.result.errors))
    options = settings.options_for(file.path, settings.check_options)._replace(thorough=file.named)
    return guarded(
        file.path,
        lambda: read_by(source, options, settings.neighbours(file.folder)),
        lambda result: ReadBy(errors=len(result.errors)),
    )
