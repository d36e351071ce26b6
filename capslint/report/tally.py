"""What a whole run comes to: numbers, one sentence, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from capslint.edits import Safety
from capslint.findings import CheckResult, Severity
from capslint.formats.reading.templates import RENDER_HELM
from capslint.report.frames.wrapping import wrapped
from capslint.report.plain import plain
from capslint.report.terminal_style import BOLD, FAINT, GREEN, OF_SEVERITY, PLAIN, RED, Style
from capslint.startup.records import NamedTuple

CLEAN, FOUND, TROUBLE = 0, 1, 2
"""Exit codes: nothing found that a run fails for; findings; something could not be read, parsed or used, whatever else
was found."""

_TO_RENDER = " (try: helm template . | capslint check -)"
_MOST_REASONS = 4  # kinds of reasons for skipping that the summary names


class FindingKind(NamedTuple):
    """What findings are counted by. ``fix`` is how safe their fix is; None: there is none."""

    severity: Severity
    rule: str
    fix: Safety | None


class _Untold(NamedTuple):
    """How many findings are not told: those of the level above the one that is asked for, and those known already."""

    held_back: int = 0
    known: int = 0


class _Asked(NamedTuple):
    """What a run was asked to do.

    To show its fixes, to fail for findings of some severity, to tell of fixes alone, to accept findings in their place.
    """

    dry: bool
    fail_on: Severity | None
    fixes_only: bool
    accepts: bool


class Tally:
    """Counts files as their results come in.

    ``dry``: what was "fixed" is only shown. Findings from the severity ``fail_on`` upwards make a run fail; None: none
    do. ``fixes_only``: nobody wants to hear of findings. ``accepts``: what was "fixed" is accepted with a comment.
    """

    def __init__(
        self,
        dry: bool = False,
        fail_on: Severity | None = Severity.WARNING,
        fixes_only: bool = False,
        accepts: bool = False,
    ) -> None:
        self.checked = 0
        self.with_findings = 0
        self.errors = 0
        self.fixes: list[int] = []  # how many in each file that was changed
        self.asked = _Asked(dry, fail_on, fixes_only, accepts)
        self.kinds: Counter[FindingKind] = Counter()
        self.skipped: Counter[str] = Counter()
        self.untold = _Untold()

    def add(self, result: CheckResult) -> None:
        """Count one file."""
        self.errors += len(result.errors)
        if result.skipped is not None:
            self.skipped[result.skipped] += 1
        elif result.findings or not result.errors:
            self.checked += 1
        self.with_findings += bool(result.findings)
        if result.held_back or result.known:
            self.untold = _Untold(self.untold.held_back + result.held_back, self.untold.known + result.known)
        for finding in result.findings:
            safety = None if finding.fix is None else finding.fix.safety
            self.kinds[FindingKind(finding.severity, finding.rule, safety)] += 1

    def add_fixed(self, number: int) -> None:
        """Count the findings that were fixed in one file."""
        if number:
            self.fixes.append(number)

    @property
    def fixed(self) -> int:
        """How many findings were fixed."""
        return sum(self.fixes)

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return self.kinds.total()

    def fixable(self, safety: Safety) -> int:
        """Return how many findings have a fix that is as safe as that."""
        return sum(number for kind, number in self.kinds.items() if kind.fix is safety)

    def severities(self) -> dict[Severity, int]:
        """Return how many findings there are of each severity, the gravest first."""
        counts = {severity: self._number(severity) for severity in sorted(Severity, reverse=True)}
        return {severity: number for severity, number in counts.items() if number}

    def _number(self, severity: Severity) -> int:
        return sum(number for kind, number in self.kinds.items() if kind.severity is severity)

    @property
    def exit_code(self) -> int:
        """What the process ends with."""
        if self.errors:
            return TROUBLE
        fail_on = self.asked.fail_on
        return FOUND if fail_on is not None and any(kind.severity >= fail_on for kind in self.kinds) else CLEAN

    def numbers(self) -> dict[str, int]:
        """Return the counts for a program to read."""
        return {
            "files_checked": self.checked,
            "files_skipped": self.skipped.total(),
            "findings": self.findings,
            "errors": self.errors,
            "fixable": self.fixable(Safety.SAFE),
            "fixable_unsafe": self.fixable(Safety.UNSAFE),
            **self.untold._asdict(),
        }


def statistics_text(tally: Tally, style: Style = PLAIN) -> str:
    """Return a line for each rule that found something, those with most findings first."""
    numbers: Counter[tuple[Severity, str]] = Counter()
    for kind, number in tally.kinds.items():
        numbers[kind.severity, kind.rule] += number
    width = max((len(str(number)) for number in numbers.values()), default=0)
    lines = [
        f"{number:>{width}}  {style.paint(f'{severity.name.lower()}[{rule}]', BOLD, OF_SEVERITY[severity])}"
        for (severity, rule), number in sorted(numbers.items(), key=lambda item: (-item[1], -item[0][0], item[0][1]))
    ]
    return "".join(f"{line}\n" for line in lines)


def summary_text(tally: Tally, style: Style = PLAIN) -> str:
    """Return the last lines of a report for people."""
    lines = [] if tally.asked.fixes_only else [_verdict(tally, style)]
    if tally.fixed:
        done = ("would be " if tally.asked.dry else "") + ("ignored" if tally.asked.accepts else "fixed")
        text = f"{counted(tally.fixed, 'finding')} {done} in {_files(len(tally.fixes))}."
        lines.insert(0, style.paint(text, BOLD, GREEN))
    safe, unsafe = tally.fixable(Safety.SAFE), tally.fixable(Safety.UNSAFE)
    if safe:
        lines.append(f"`capslint fix` would fix {safe}" + (f", and {unsafe} more with --unsafe." if unsafe else "."))
    elif unsafe:
        lines.append(f"`capslint fix --unsafe` would fix {unsafe}.")
    lines += [style.paint(line, FAINT) for line in _of_untold(tally.untold)]
    if tally.skipped:
        text = f"{_files(tally.skipped.total())} skipped: {_reasons(tally.skipped)}."
        lines.append(style.paint("\n".join(wrapped(text, 0, 4, style.width)), FAINT))
    return "".join(f"{line}\n" for line in lines)


def _of_untold(untold: _Untold) -> Iterator[str]:
    if untold.held_back:
        yield f"{untold.held_back} more at --level pedantic."
    if untold.known:
        are = "is" if untold.known == 1 else "are"
        yield f"{counted(untold.known, 'finding')} more {are} known already, and left out."


def _reasons(skipped: Counter[str]) -> str:
    shown = skipped.most_common(None if len(skipped) <= _MOST_REASONS else _MOST_REASONS - 1)
    parts = [f"{number} {plain(reason)}{_TO_RENDER if reason == RENDER_HELM else ''}" for reason, number in shown]
    rest = skipped.total() - sum(number for _, number in shown)
    if rest:
        parts.append(f"{rest} for other reasons (--verbose lists them)")
    return "; ".join(parts)


def _verdict(tally: Tally, style: Style) -> str:
    checked = f"{_files(tally.checked)} checked"
    errors = f", {counted(tally.errors, 'error')}" if tally.errors else ""
    if not tally.findings:
        words = style.paint("No findings" if not tally.fixed else "Nothing else found", BOLD, RED if errors else GREEN)
        return f"{words} in {checked}{errors}."
    kinds = ", ".join(
        counted(number, severity.name.lower()) if severity is not Severity.INFO else f"{number} info"
        for severity, number in tally.severities().items()
    )
    found = style.paint(counted(tally.findings, "finding"), BOLD, RED)
    left = " left" if tally.fixed else ""
    return f"{found} ({kinds}){left} in {_files(tally.with_findings)}; {checked}{errors}."


def counted(number: int, noun: str) -> str:
    """Return ``number`` with its noun: ``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _files(number: int) -> str:
    return counted(number, "file")
