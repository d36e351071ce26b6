"""Findings and their fixes, and what else the check of a file results in, as data."""

from __future__ import annotations

from enum import IntEnum

from capslint.cst import Document
from capslint.cst.changes import Change
from capslint.edits import Safety, TextEdit
from capslint.model import Verdict
from capslint.source import Span
from capslint.source.repository_roots import Outside
from capslint.startup.records import NamedTuple


class Severity(IntEnum):
    """How much a finding matters: worth knowing, wider than needed, or wide open or bound to fail."""

    INFO = 1
    WARNING = 2
    ERROR = 3


class Level(IntEnum):
    """Who wants to be told: everybody, or who wants to know all."""

    REGULAR = 1
    PEDANTIC = 2


class Fix(NamedTuple):
    """A change that cures a finding. ``document`` is the one that is edited: where the value was written.

    ``edits`` are the changes as edits of the text: they outlive the document's tree. None: not planned yet. ``notes``
    are comments that change and nothing else does, each as it is and as it is then; an empty one is not there.
    """

    title: str
    document: Document
    changes: tuple[Change, ...]
    safety: Safety
    edits: tuple[TextEdit, ...] | None = None
    notes: tuple[tuple[str, str], ...] = ()


class Related(NamedTuple):
    """Another place that explains the finding, such as the command that runs the debugger."""

    document: Document
    span: Span
    message: str


class Finding(NamedTuple):
    """One cause, once. ``message`` is the headline: where, and what happens; ``advice`` is what to do.

    ``why`` is one line for people who know nothing of the kernel: what stands behind the headline.

    ``subjects`` are the labels of all the containers it affects. ``tool`` is the debugger it is about, if there is one.
    ``withheld`` says why there is no fix where one would be expected. ``fails`` are the operations (tool and operation)
    of which it says that they fail, ``stops`` tells that it says of a container that it does not start. ``level`` is
    who wants to be told: of a broad grant that another known reason explains, say, only who asks for everything.
    ``hosts`` are the names of those hosts on which it is so, () where it is so on all that were judged.
    ``place`` leads to it by names (`capslint.cst.named_place`), once the document's tree is gone; ``unreported`` is how
    many equal ones are in the file that are not told of.
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
    fails: tuple[tuple[str, str], ...] = ()
    stops: bool = False
    why: str = ""
    level: Level = Level.REGULAR
    place: tuple[str, ...] = ()
    unreported: int = 0
    hosts: tuple[str, ...] = ()


class Ability(NamedTuple):
    """What the model answers for one recognised operation: compared before and after a fix.

    Where the debugger sees no target (``sees`` is False), the verdict is what it would be if it saw one.
    ``is_implied``: only what the container is given shows it, so it can be gone with that.
    """

    container: str
    tool: str
    operation: str
    verdict: Verdict
    sees: bool = True
    is_implied: bool = False


class HeldGrant(NamedTuple):
    """A grant that a container holds whose command line runs a recognised debugger.

    ``is_idle`` tells that no recognised operation needs it, and that it gives something that the container would not
    have without it.
    """

    container: str
    grant: str
    is_idle: bool = True


class Limit(NamedTuple):
    """Something that takes from what a container can do: a dropped capability, ``no-new-privileges``, a profile."""

    container: str
    limit: str


class Error(NamedTuple):
    """What could not be read, parsed or used: reported with its place, exit code 2. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    message: str


class Part(NamedTuple):
    """A stretch of a file that a service which was judged is made of."""

    path: str
    span: Span


class Ignored(NamedTuple):
    """A finding of ``rule`` at ``span`` of the file ``path`` that the ``comments`` there say to ignore.

    ``target`` is where the line begins that they are about; None: they are about more than a line.
    """

    path: str
    rule: str
    span: Span
    comments: tuple[Span, ...]
    target: int | None = None


class CheckResult(NamedTuple):
    """What the check of one file resulted in. ``skipped`` is the reason why nothing in it was judged, if so.

    ``abilities``, ``grants`` and ``limits`` are what a fix must not worsen, ``ignored`` what it must not move.
    ``parts`` are what services are made of, in this file and in others; findings and errors can be in these too.
    ``beneath`` are findings that are not reported: in files that this one is laid over, for a fix to be held against.
    ``held_back`` is how many there are that only who asks for everything is told of, ``known`` how many would be told
    if they were not known already. ``outside`` are files that are named there and not read.
    """

    findings: tuple[Finding, ...] = ()
    errors: tuple[Error, ...] = ()
    skipped: str | None = None
    abilities: tuple[Ability, ...] = ()
    grants: tuple[HeldGrant, ...] = ()
    parts: tuple[Part, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    limits: tuple[Limit, ...] = ()
    beneath: tuple[Finding, ...] = ()
    held_back: int = 0
    outside: tuple[Outside, ...] = ()
    known: int = 0
