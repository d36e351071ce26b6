"""What rules say, as data."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from capslint.cst import Document
from capslint.cst.changes import Change
from capslint.edits import Safety
from capslint.source import Span


class Severity(IntEnum):
    """How much it matters: it will not work or is wide open / it is wider than needed / worth knowing."""

    INFO = 1
    WARNING = 2
    ERROR = 3


class Fix(NamedTuple):
    """A change that cures a finding. ``document`` is the one that is edited: where the value was written."""

    title: str
    document: Document
    changes: tuple[Change, ...]
    safety: Safety


class Related(NamedTuple):
    """Another place that explains the finding, such as the command that runs the debugger."""

    document: Document
    span: Span
    message: str


class Finding(NamedTuple):
    """One cause, once. ``message`` is one sentence, what and why; ``advice`` is what to do.

    ``subjects`` are the labels of all the containers it affects. ``tool`` is the debugger it is about, if there is one.
    ``withheld`` says why there is no fix where one would be expected.
    """

    rule: str
    severity: Severity
    document: Document
    span: Span
    message: str
    advice: str
    subjects: tuple[str, ...]
    tool: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    withheld: str | None = None
