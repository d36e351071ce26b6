"""Fixes: of the files of a run, and of a text that an editor has and the disk has not."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing

from capslint.edits import Safety
from capslint.fix import FixOutcome, Trail, fix_source, lines_before
from capslint.report.reporters import Reporter
from capslint.run.check_files import checker, known_findings, report_unusable
from capslint.run.inputs import guarded, read_inputs
from capslint.run.project_fix import Fixer
from capslint.run.settings import Settings
from capslint.run.workspace import Rewritten, Workspace
from capslint.source import Source
from capslint.source.atomic_write import remove_left_over
from capslint.startup.records import NamedTuple


class FixedFiles(NamedTuple):
    """What the fixes of a run have made of its files.

    ``rewritten`` are those with new contents; ``stdin`` is what standard input has become, None if nothing came in.
    """

    rewritten: tuple[Rewritten, ...]
    trails: Mapping[str, Trail]
    stdin: bytes | None

    def lines_before(self, file: Rewritten) -> list[int]:
        """Return for each line of a rewritten ``file`` the one it was made from."""
        return lines_before(self.trails[os.path.realpath(file.path)])


def fix_files(
    settings: Settings,
    reporter: Reporter,
    allowed: frozenset[Safety],
    dry: bool = False,
    accept_for: str | None = None,
    force: bool = False,
) -> FixedFiles:
    """Make the fixes that are ``allowed`` in the files of a run, and report what was fixed and what is left.

    ``dry``: nothing is written, neither to a file nor, as ever, to standard output. With ``accept_for``, a reason, no
    fix is made: comments are written that accept what is found.
    ``force``: write-protected files are written, too.
    """
    reporter.add_fixed(())  # also where nothing is, the report says so
    report_unusable(settings, reporter)
    workspace = Workspace(dry, settings.named, settings.paths or (".",), force, settings.root)
    fixer = Fixer(settings, allowed, workspace, known_findings(settings), accept_for)
    folders: set[str] = set()
    with closing(read_inputs(settings, reporter.shows_progress)) as files:
        for file in files:
            fixer.add(file)
            folders.add(file.folder)
    for folder in () if dry else sorted(folders):
        remove_left_over(folder)
    fixer.run(reporter)
    reporter.outside.update(workspace.outside())
    return FixedFiles(tuple(workspace.rewritten.values()), fixer.made.trails, workspace.stdin())


def fix_text(
    settings: Settings, source: Source, allowed: frozenset[Safety], unsaved: Mapping[str, str] | None = None
) -> FixOutcome:
    """Return what becomes of ``source``, whose text need not be on the disk, by the fixes in it that are ``allowed``.

    Each is proven as it is for a file. Nothing is written; what is to be fixed in another file is left.
    """
    check, policy = checker(settings, source.path, unsaved, measure=True), settings.policy
    outcome = guarded(
        source.path,
        lambda: fix_source(source, lambda text: policy.fixable(check(text)), allowed),
        lambda failure: FixOutcome(source, (), (), failure, Trail(source, [])),
    )
    return outcome._replace(result=policy.told(outcome.result))
