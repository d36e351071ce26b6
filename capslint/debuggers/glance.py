"""Whether a text can show a debugger at all, without reading it as YAML."""

from __future__ import annotations

import re
from functools import cache

from capslint.debuggers._signs_data import ENDINGS, ENVIRONMENT, FOLDERS, HINTS, IMAGES, MARKERS, PROGRAMS
from capslint.debuggers.program import Program

_WORD = "[A-Za-z0-9]+"
_ELSEWHERE = ("build", "extends", "include", "$")


def may_show_a_debugger(text: str, is_compose: bool = True) -> bool:
    """Say whether `recognise` could find one in a document with this text; with False it finds none for certain.

    An escape can hold what the text does not, and in a Compose file (``is_compose`` says that it may be one) a
    Dockerfile (``build``), another file (``extends``, ``include``) and a variable (``$``).
    """
    if "\\" in text or (is_compose and any(mark in text for mark in _ELSEWHERE)):
        return True
    words = set(re.findall(_WORD, text))
    names, parts = _signs()
    shown = names.keys() & {*words, *(word.rstrip("0123456789") for word in words if word[-1] <= "9")}
    if any(not names[name] or not names[name].isdisjoint(words) for name in shown):
        return True
    return any(part in text for part in parts)


@cache
def _signs() -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """Give the names, each with the words of which one must be there too (none: no need), and the other signs.

    A name with a hyphen or a dot is looked for as a whole, unless one of its words is a name itself.
    """
    programs = {name: _asked_by(program) for name, program in PROGRAMS.items() if program.tool}
    markers = (marker[0] for marker in MARKERS)
    every = {*programs, *markers, *ENDINGS, *ENVIRONMENT, *FOLDERS, *HINTS, *IMAGES}
    names = {one: programs.get(one, frozenset()) for one in every if one.isalnum()}
    parts = tuple(sorted(one for one in every - names.keys() if names.keys().isdisjoint(re.findall(_WORD, one))))
    return names, parts


def _asked_by(program: Program) -> frozenset[str]:
    """Give words of which a command line of ``program`` must hold one to mean anything; none if it means some by itself.

    Of ``--inspect-brk`` the first word is enough; what can be glued to others (``-p1``) is no word.
    """
    by_itself = {*program.operands, program.installed, program.second_number, *dict(program.says).values()}
    asked = (*dict(program.options), *dict(program.subcommands))
    if by_itself - {"none", ""} or program.other not in ("none", "look") or any(len(word) == 2 for word in asked):
        return frozenset()
    return frozenset(re.findall(_WORD, word)[0] for word in asked)
