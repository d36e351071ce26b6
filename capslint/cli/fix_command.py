"""``capslint fix``: apply fixes, or show what they would change."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from capslint.check import Options
from capslint.cli.options import checking_options, settings_of
from capslint.edits import Safety
from capslint.findings import CheckResult
from capslint.fix import Trail, lines_before
from capslint.report.reporters import ReportOptions, ReportSetup, reporter_for
from capslint.report.tally import FOUND
from capslint.report.terminal import style_for, write_bytes
from capslint.run.inputs import read_inputs
from capslint.run.project_fix import Fixer
from capslint.run.workspace import Rewritten, Workspace
from capslint.source.walk import STDIN


@click.command(short_help="Fix what is wrong, or show the diff.")
@checking_options
@click.option("--diff", "as_diff", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--unsafe", is_flag=True, help="Apply unsafe fixes too: read their diff first.")
@click.pass_context
def fix(ctx: click.Context, /, as_diff: bool, unsafe: bool, **given: Any) -> None:
    """Fix what is wrong in PATHS, touching no other byte (- writes the fixed text to standard output).

    Exit status: 0 if nothing is left, 1 if findings are left (with --diff also if something would change), 2 trouble.
    """
    shown = ReportOptions(given["output_format"], given["colour_mode"], given["verbose"])
    is_output_taken = as_diff or STDIN in given["paths"]
    stream = sys.stderr if is_output_taken else sys.stdout
    if is_output_taken and reporter_for(ReportSetup(shown, stream)).is_document:
        message = f"--format {shown.output_format} needs standard output for itself: not with --diff, nor with -"
        raise click.UsageError(message)
    settings = settings_of(given)
    reporter = reporter_for(ReportSetup(shown, stream, settings.rules, as_diff))
    reporter.add_fixed(())  # also where nothing is, the report says so
    for error in settings.errors:
        reporter.add(error.path, True, CheckResult(errors=(error,)))
    allowed = frozenset({Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE})
    workspace = Workspace(as_diff, given["compose_files"])
    options = Options(settings.rules, settings.host, compose_files=settings.compose_files, known=settings.known)
    fixer = Fixer(options, allowed, workspace, settings.excludes)
    for one in read_inputs(settings.paths, given["stdin_filename"], settings.excludes, reporter.shows_progress):
        fixer.add(one)
    fixer.run(reporter)
    _write(workspace, fixer.trails, as_diff, shown.colour_mode)
    reporter.finish()
    ctx.exit(max(reporter.tally.exit_code, FOUND if as_diff and workspace.rewritten else 0))


def _write(workspace: Workspace, trails: dict[str, Trail], as_diff: bool, colour: str) -> None:
    """Write to standard output what belongs there: the diffs, or what standard input has become."""
    if as_diff:
        for changed in workspace.rewritten.values():
            _show(colour, changed, lines_before(trails[os.path.realpath(changed.path)]))
    elif (data := workspace.stdin()) is not None:
        write_bytes(data)


def _show(colour: str, changed: Rewritten, lines: list[int]) -> None:
    from capslint.report.diff import coloured, unified_diff

    given = changed.path
    path = os.path.relpath(given) if os.path.isabs(given) else os.path.normpath(given)
    shown = given if path.startswith("..") else path
    write_bytes(coloured(unified_diff(shown, changed.before, changed.after, lines), style_for(colour, sys.stdout)))
