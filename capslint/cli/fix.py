"""``capslint fix``: apply fixes, or show what they would change."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import Any

import click

from capslint.cli.inputs import Input, failed, guarded, read_inputs
from capslint.cli.options import checking_options, settings_of
from capslint.cli.output import style_for, write_bytes
from capslint.cli.reporting import Reporter, reporter_for
from capslint.edits import Safety
from capslint.engine import Options, check_source
from capslint.findings import CheckResult, Finding
from capslint.record import NamedTuple
from capslint.report.tally import FOUND
from capslint.source import Source
from capslint.source.files import NeighbourFiles
from capslint.source.walk import STDIN
from capslint.source.write import WriteError, replace_file


class _Fixed(NamedTuple):
    """What became of one file: its new bytes, what was fixed, and the check of what it is now."""

    data: bytes
    applied: tuple[Finding, ...]
    result: CheckResult


@click.command(short_help="Fix what is wrong, or show the diff.")
@checking_options
@click.option("--diff", "as_diff", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--unsafe", is_flag=True, help="Apply unsafe fixes too: read their diff first.")
@click.pass_context
def fix(ctx: click.Context, /, as_diff: bool, unsafe: bool, **given: Any) -> None:
    """Fix what is wrong in PATHS, touching no other byte (- writes the fixed text to standard output).

    Exit status: 0 if nothing is left, 1 if findings are left (with --diff also if something would change), 2 trouble.
    """
    as_json = given["form"] == "json"
    if as_json and (as_diff or STDIN in given["paths"]):
        raise click.UsageError("--format json needs standard output for itself: not with --diff, nor with -")
    settings = settings_of(given)
    to_stderr = as_diff or STDIN in given["paths"]
    reporter = reporter_for(given["form"], given["colour"], given["verbose"], to_stderr)
    reporter.tally.dry = as_diff
    for trouble in settings.troubles:
        reporter.add(trouble.path, True, CheckResult(troubles=(trouble,)))
    options = Options(settings.rules, settings.host, measure=True)
    allowed = frozenset({Safety.SAFE, Safety.UNSAFE} if unsafe else {Safety.SAFE})
    writer = partial(_show, given["colour"]) if as_diff else _write
    changed = False
    for one in read_inputs(given["paths"], given["stdin_filename"], settings.excludes, not as_json):
        changed |= _one(one, options, allowed, reporter, writer)
    reporter.finish()
    ctx.exit(max(reporter.tally.exit_code, FOUND if as_diff and changed else 0))


def _one(one: Input, options: Options, allowed: frozenset[Safety], reporter: Reporter, writer: Any) -> bool:
    if one.source is None:
        reporter.add(one.path, one.named, one.result)
        return False
    work = partial(_fixed, one, one.source, options, allowed)
    fixed = guarded(one.path, work, lambda result: _Fixed(one.data, (), result))
    try:
        writer(one, fixed.data)
    except WriteError as error:
        reporter.add(one.path, one.named, failed(one.path, str(error)))
        return False
    reporter.add_fixed(fixed.applied)
    reporter.add(one.path, one.named, fixed.result)
    return fixed.data != one.data


def _fixed(one: Input, source: Source, options: Options, allowed: frozenset[Safety]) -> _Fixed:
    from capslint.fix import fix_source

    files = NeighbourFiles(one.folder)
    outcome = fix_source(source, lambda text: check_source(text, options, files), allowed)
    # A fix that was tried and taken back is not offered again: its reason stands in its place.
    reasons = {(finding.rule, finding.span): reason for finding, reason in outcome.withheld}
    findings = tuple(
        finding._replace(fix=None, withheld=reasons[finding.rule, finding.span])
        if (finding.rule, finding.span) in reasons
        else finding
        for finding in outcome.result.findings
    )
    data = source.encode(outcome.source.text)
    return _Fixed(data, outcome.applied, outcome.result._replace(findings=findings))


def _write(one: Input, data: bytes) -> None:
    if one.is_stdin:
        write_bytes(data)
    else:
        replace_file(one.path, one.data, data)


def _show(colour: str, one: Input, data: bytes) -> None:
    from capslint.report.diff import coloured, unified_diff

    path = os.path.relpath(one.path) if os.path.isabs(one.path) else os.path.normpath(one.path)
    shown = one.path if path.startswith("..") else path
    write_bytes(coloured(unified_diff(shown, one.data, data), style_for(colour, sys.stdout)))
