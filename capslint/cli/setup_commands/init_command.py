"""``capslint init``: settings, hooks and a job of continuous integration for the repository that somebody stands in."""

from __future__ import annotations

import os
import shlex
import sys

import click

from capslint.cli.run_command import RunCommand
from capslint.report.diff import coloured, unified_diff
from capslint.report.plain import plain, plain_path
from capslint.report.terminal import style_for, write, write_bytes
from capslint.setup import LeftAlone, PlannedFile, SetupChoice, plan_setup, write_planned
from capslint.setup.setup_plan import CI_NAMES, HOOKS_NAME
from capslint.source.atomic_write import WriteError
from capslint.source.files import reason_of
from capslint.source.repository_roots import project_root

FAILED = 2
_NEW = b"--- /dev/null\n"

EXAMPLES = (
    ("capslint init --dry-run", "Show what would be written here."),
    ("capslint init", "Write it."),
    ("capslint init --ci gitlab", "Write a job for GitLab, whatever the files show."),
)


@click.command(cls=RunCommand, examples=EXAMPLES, short_help="Write settings, hooks and a CI job for a repository.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, as a diff, and write nothing.")
@click.option("--ci", type=click.Choice(CI_NAMES), help="Where continuous integration runs. Default: what is there.")
@click.option("--no-hooks", is_flag=True, help="Write no hooks of pre-commit.")
@click.pass_context
def init(ctx: click.Context, /, dry_run: bool, ci: str | None, no_hooks: bool) -> None:
    """Write settings, hooks of pre-commit and a CI job for the repository of this folder.

    Files that are there are added to, if every other byte can stay, and never written over. What is set up already is
    left alone, so that a second run changes nothing.

    Exit status: 0 done, 2 something could not be written or added.
    """
    root = project_root(_working_folder())
    planned = plan_setup(root, SetupChoice(ci, not no_hooks))
    files = [file for file in planned if isinstance(file, PlannedFile)]
    left = [file for file in planned if isinstance(file, LeftAlone)]
    written = _show_all(files) if dry_run else [file for file in files if _write(root, file)]
    is_left_to_do = _tell_all(left) or written != files
    if not dry_run:
        _tell_next(root, written)
    ctx.exit(FAILED if is_left_to_do else 0)


def _working_folder() -> str:
    try:
        return os.getcwd()
    except OSError as error:
        raise click.ClickException(f"the working folder cannot be read: {reason_of(error)}") from None


def _show_all(files: list[PlannedFile]) -> list[PlannedFile]:
    for file in files:
        _show(file)
    return files


def _show(file: PlannedFile) -> None:
    diff = unified_diff(file.path, file.before or b"", file.after)
    if file.before is None:
        diff = _NEW + diff.partition(b"\n")[2]
    write_bytes(coloured(diff, style_for("auto", sys.stdout)))


def _write(root: str, file: PlannedFile) -> bool:
    try:
        write_planned(root, file)
    except WriteError as error:
        write(f"capslint: error: {plain_path(file.path)} {error}\n", sys.stderr)
        return False
    write(f"{'wrote' if file.before is None else 'added to'} {plain_path(file.path)}\n")
    return True


def _tell_all(left: list[LeftAlone]) -> bool:
    """Tell of what is left alone; return whether a person is to add something."""
    for skip in left:
        _tell(skip)
    return any(skip.to_add for skip in left)


def _tell(skip: LeftAlone) -> None:
    text = f"{plain_path(skip.path)} is left as it is: {plain(skip.why)}\n"
    if skip.to_add:
        text += f"add this yourself:\n\n{skip.to_add}\n"
    write(text, sys.stderr)


def _tell_next(root: str, written: list[PlannedFile]) -> None:
    if not written:
        write("nothing was written\n")
        return
    place = os.path.relpath(root)
    paths = (os.path.normpath(os.path.join(place, file.path)) for file in written)
    names = plain(shlex.join(paths))
    steps = [("capslint check", "see what is found today"), ("capslint fix --diff", "see what would be fixed")]
    if any(file.path == HOOKS_NAME for file in written):
        steps.append(("pre-commit install", "run the hooks at each commit"))
    width = max(len(command) for command, _ in steps)
    lines = [f"  {command.ljust(width)}  # {why}\n" for command, why in steps]
    write("".join(["\nNext:\n", *lines, f"  git add {names}\n"]))
