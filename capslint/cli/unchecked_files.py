"""What is said on standard error of files that were not judged, and what a run with ``--strict`` ends with for them."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from capslint.report.plain import plain, plain_path
from capslint.report.reporters import Reporter, Skip
from capslint.report.tally import CLEAN, TROUBLE, counted
from capslint.report.terminal import style_for, write
from capslint.report.terminal_style import BOLD
from capslint.report.text_report import skipped_text
from capslint.source.repository_roots import Outside
from capslint.source.walk import EXCLUDED


def tell_unchecked(reporter: Reporter, strict: bool) -> int:
    """Tell of the files that ``reporter`` met and nobody judged; return the exit status for them.

    Nothing is wrong with them for who hands over every file that there is. With ``strict`` a file that was named, or a
    run in which nothing was judged, is trouble; what the settings leave out is none.
    """
    style = style_for(reporter.setup.options.colour_mode, sys.stderr)
    for skip in reporter.skips:
        if _is_told(reporter, skip):
            write(skipped_text(skip.path, skip.reason, style), sys.stderr)
    tally = reporter.tally
    is_nothing = not tally.checked and not tally.errors
    if is_nothing:
        write(f"capslint: nothing was checked{_why_nothing(reporter)}\n", sys.stderr)
    is_trouble = is_nothing or any(skip.named and skip.reason != EXCLUDED for skip in reporter.skips)
    return TROUBLE if strict and is_trouble else CLEAN


def tell_outside(outside: Iterable[Outside], colour_mode: str) -> None:
    """Tell of files that others name, and that are not read: what they say is not known."""
    style = style_for(colour_mode, sys.stderr)
    for path, root in sorted(outside):
        reason = f" is outside of {root}, which is all that is read; --root FOLDER widens it"
        write(f"{style.paint(plain_path(path), BOLD)}{plain(reason)}\n", sys.stderr)


def _why_nothing(reporter: Reporter) -> str:
    number = len(reporter.skips)
    if not number:
        return ""
    is_all = all(_is_told(reporter, skip) for skip in reporter.skips)
    return f": {counted(number, 'path')} skipped" + ("" if is_all else "; --verbose says why")


def _is_told(reporter: Reporter, skip: Skip) -> bool:
    # A document says it of the others itself.
    return skip.named or (not reporter.is_document and reporter.tells_skip(skip.named, skip.reason))
