"""``capslint fix``: apply fixes, or show what they would change."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from capslint.cli.check_command import unchecked_status
from capslint.cli.options import checking_options, report_options, run_options
from capslint.cli.run_command import FIXES, RunCommand, option_of
from capslint.edits import Safety
from capslint.report.reporters import ReportOptions, ReportSetup, reporter_for
from capslint.report.tally import CLEAN, FOUND
from capslint.report.terminal import style_for, write_bytes
from capslint.run.fix_files import FixedFiles, fix_files
from capslint.run.settings import settings_of
from capslint.run.workspace import Rewritten
from capslint.source.walk import STDIN

EXAMPLES = (
    ("capslint fix --diff", "Show what would change in this folder."),
    ("capslint fix compose.yaml", "Make the fixes that are proven safe."),
    ("capslint fix --unsafe --diff k8s/", "Show the others too, to be read first."),
)


@click.command(cls=RunCommand, examples=EXAMPLES, short_help="Fix what is wrong, or show the diff.")
@checking_options
@option_of(FIXES)("--diff", "as_diff", is_flag=True, help="Print what would change, and change nothing.")
@option_of(FIXES)("--unsafe", is_flag=True, help="Apply unsafe fixes too: read their diff first.")
@option_of(FIXES)("--force", is_flag=True, help="Write to files that are write-protected, too.")
@option_of(FIXES)("--fixes-only", is_flag=True, help="Tell nothing but fixes, and end with 0 whatever is left.")
@option_of(FIXES)(
    "--add-ignores", "accept_for", metavar="REASON", help="Fix nothing: accept what is found, for REASON."
)
@click.pass_context
def fix(
    ctx: click.Context,
    /,
    as_diff: bool,
    unsafe: bool,
    force: bool,
    fixes_only: bool,
    accept_for: str | None,
    strict: bool,
    **parameters: Any,
) -> None:
    """Fix what is wrong in PATHS, touching no other byte (- writes the fixed text to standard output).

    Exit status: 0 if nothing is left, 1 if findings are left (with --diff also if something would change), 2 trouble.
    """
    options, shown = run_options(parameters), report_options(parameters)
    is_output_taken = as_diff or STDIN in options.paths
    stream = sys.stderr if is_output_taken else sys.stdout
    if is_output_taken and reporter_for(ReportSetup(shown, stream)).is_document:
        message = f"--format {shown.output_format} needs standard output for itself: not with --diff, nor with -"
        raise click.UsageError(message)
    if accept_for is not None:
        _check_reason(accept_for)
    settings = settings_of(options)
    hosts = settings.hosts.judged_for()
    setup = ReportSetup(shown, stream, settings.rules, as_diff, settings.fail_on, fixes_only, hosts)
    reporter = reporter_for(setup._replace(accepts=accept_for is not None))
    allowed = frozenset({Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE})
    fixed = fix_files(settings, reporter, allowed, as_diff, accept_for, force)
    _write(fixed, as_diff, shown)
    reporter.finish()
    unchecked = unchecked_status(reporter, strict)
    would_change = as_diff and fixed.rewritten and settings.fail_on is not None
    ctx.exit(max(reporter.tally.exit_code, unchecked, FOUND if would_change else CLEAN))


def _check_reason(reason: str) -> None:
    """Refuse what would not be the reason, and all of it, in a comment."""
    from capslint.suppress.written_notes import notes_in

    text = f"# capslint: ignore[x] {reason}"
    note = next(notes_in(text))
    if note.span.end != len(text) or note.wrong is not None or not note.reason or len(text.splitlines()) > 1:
        raise click.UsageError(
            f"--add-ignores {reason!r}: a reason is one line with a word in it, and without another #"
        )


def _write(fixed: FixedFiles, as_diff: bool, options: ReportOptions) -> None:
    """Write to standard output what belongs there: the diffs, or what standard input has become."""
    if as_diff:
        for file in fixed.rewritten:
            _show(options.colour_mode, file, fixed.lines_before(file))
    elif fixed.stdin is not None:
        write_bytes(fixed.stdin)


def _show(colour_mode: str, file: Rewritten, lines: list[int]) -> None:
    from capslint.report.diff import coloured, unified_diff

    path = os.path.relpath(file.path) if os.path.isabs(file.path) else os.path.normpath(file.path)
    shown = file.path if path.startswith("..") else path
    write_bytes(coloured(unified_diff(shown, file.before, file.after, lines), style_for(colour_mode, sys.stdout)))
