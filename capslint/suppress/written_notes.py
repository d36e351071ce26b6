"""``# capslint: ignore[rule-id] reason until=2027-01-31``: what a comment to capslint says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from capslint.api.rule import ALL_RULES
from capslint.source import Span
from capslint.startup.records import NamedTuple
from capslint.suppress import OF_NOTES

_START = r"(?m)(?:^|(?<=[ \t\r]))(?:#|//|/\*|;)[ \t]*capslint:[ \t]*"
_END = r"[\r\n]|\*/|[ \t](?:#|//)[ \t]|\Z"  # of the line, of a block comment; or the next comment in the same one
_VERB = r"(ignore-file|ignore)[ \t]*(?:\[([^\]]*)\])?"
_VALUE = r"[ \t]*\[?((?:[^\s,\]]+)?(?:[ \t]*,[ \t]*[^\s,\]]+)*,?)[ \t]*\]?"
_UNTIL = r"(?:^|(?<=\s))until=(\S*)"

NO_RULE = "names no rule to ignore"


class Name(NamedTuple):
    """The id of a rule, a group of rules, a pattern of ids, or all, where it is written."""

    text: str
    span: Span


class Note(NamedTuple):
    """What was written. ``span`` is all of it, ``for_file`` tells that it is meant for the whole file.

    ``until`` is the last day on which it holds, as text; None: it always does. ``wrong`` says why it cannot be used.
    ``mark`` is how a comment in a line begins there; an annotation has none.
    """

    span: Span
    names: tuple[Name, ...]
    for_file: bool = False
    until: str | None = None
    reason: str = ""
    wrong: str | None = None
    mark: str = ""


def notes_in(text: str) -> Iterator[Note]:
    """Return whatever has the form of a comment to capslint, in the order of the text."""
    end = re.compile(_END)
    for found in re.finditer(_START, text):
        stop = end.search(text, found.end())
        assert stop is not None  # at the latest the text ends
        at = found.end() + len(text[found.end() : stop.start()].rstrip())
        said = re.compile(_VERB).match(text, found.end(), at)
        span = Span(found.start(), at)
        mark = "//" if found[0].startswith("/") else found[0][0]
        if said is None or not (said[2] or "").strip(" \t,"):
            yield Note(span, (), wrong=NO_RULE, mark=mark)
        else:
            note = _note(span, _names(said[2], said.start(2)), text[said.end() : at])
            yield note._replace(for_file=said[1] != "ignore", mark=mark)


def note_of_value(text: str, span: Span) -> Note:
    """Return what the value of an annotation says, ``rule-id, rule-id reason``; ``span`` is the place of all of it."""
    said = re.match(_VALUE, text)
    assert said is not None  # every part may be empty
    names = tuple(name._replace(span=span) for name in _names(said[1], 0))
    if not names:
        return Note(span, (), wrong=NO_RULE)
    return _note(span, names, text[said.end() :])


def rest_of_value(text: str) -> str:
    """Return what stands behind the names in the value of an annotation."""
    said = re.match(_VALUE, text)
    rest = text[said.end() :].strip() if said is not None else ""
    return f" {rest}" if rest else ""


def is_expired(note: Note, today: str) -> bool:
    """Return whether the last day of ``note`` is before ``today``; both are written YYYY-MM-DD."""
    return note.until is not None and note.wrong is None and note.until < today


def matches(name: str, rule: str, groups: Mapping[str, str]) -> bool:
    """Return whether ``name`` means ``rule``: its id, its group, a pattern such as ``seccomp-*``, or all.

    ``groups`` tell the group by the rule's id. Neither a pattern nor all means a rule about the comments themselves.
    """
    if name in (rule, groups.get(rule)):
        return True
    if rule in OF_NOTES or not (name == ALL_RULES or "*" in name):
        return False
    from fnmatch import fnmatchcase

    return name == ALL_RULES or fnmatchcase(rule, name)


def _names(listed: str, start: int) -> tuple[Name, ...]:
    return tuple(
        Name(found[0], Span(start + found.start(), start + found.end())) for found in re.finditer(r"[^\s,]+", listed)
    )


def _note(span: Span, names: tuple[Name, ...], rest: str) -> Note:
    days = re.findall(_UNTIL, rest)
    reason = " ".join(re.sub(_UNTIL, "", rest).split()).lstrip(":- ")
    day = days[0] if days else None
    wrong = None
    if len(days) > 1:
        wrong = "names more than one day"
    elif day is not None and not _is_day(day):
        wrong = f"is to end on {day or 'a day'}, which is no day such as until=2027-01-31"
    has_words = any(character.isalnum() for character in reason)
    return Note(span, names, until=day, reason=reason if has_words else "", wrong=wrong)


def _is_day(text: str) -> bool:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return False
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
