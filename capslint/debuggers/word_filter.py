"""Whether the text of a manifest can show a debugger at all, without reading it as YAML."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import (
    ENDINGS,
    ENVIRONMENT,
    FOLDERS,
    HELD_BY,
    IMAGES,
    MARKERS,
    PACKAGE_BEGINNINGS,
    PACKAGE_ENDINGS,
    PACKAGES,
    PROGRAMS,
)

_WORD = "[A-Za-z0-9]+"


def may_show_a_debugger(text: str) -> bool:
    """Return whether a manifest with this text could show one; with False it does not for certain.

    What only grants imply (`capslint.debuggers.recognise`) is for the rules about grants, which ask for them.
    """
    return hides_something(text) or are_telling(signs_in(text))


def hides_something(text: str) -> bool:
    """Return whether a manifest can hold more than stands in its ``text``: an escape hides it."""
    return "\\" in text


def signs_in(text: str) -> set[str]:
    """Return the signs of a debugger in ``text``: those of all its words; see `are_telling`."""
    names, beside, parts = _signs()
    words = set(re.findall(_WORD, text))
    words |= {word.rstrip("0123456789") for word in words if word[-1] <= "9"}
    return {*(words & names.keys()), *(words & beside), *(part for part in parts if part in text)}


def are_telling(signs: Set[str]) -> bool:
    """Return whether ``signs``, all of one text, are enough for a debugger."""
    names, _, parts = _signs()
    return any(sign in parts or _is_telling_name(names.get(sign), signs) for sign in signs)


def _is_telling_name(beside: frozenset[str] | None, signs: Set[str]) -> bool:
    return beside is not None and (not beside or not beside.isdisjoint(signs))


@cache
def _signs() -> tuple[dict[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """Return the names, each with the words of which one must be there too, these words, and other signs.

    A name without such words needs none. A name with a hyphen or a dot is looked for as a whole, unless one of its
    words is enough by itself. What stands for more than a whole word is looked for wherever it stands.
    """
    programs = _programs()
    alone = {
        *PACKAGES,
        *IMAGES,
        *_telling_variables(),
    }  # they tell all by themselves, also one that a program is called too
    names = {name: beside for name, beside in programs.items() if name.isalnum()}
    names.update(_variables())
    names.update((name, frozenset()) for name in alone if name.isalnum())
    enough = {name for name, beside in names.items() if not beside}
    whole = {name for name in alone | programs.keys() if enough.isdisjoint(re.findall(_WORD, name))} - names.keys()
    anywhere = {*(text for text, *_ in MARKERS), *PACKAGE_BEGINNINGS, *PACKAGE_ENDINGS, *HELD_BY}
    anywhere.update(text for text, key in (ENDINGS | FOLDERS).items() if PROGRAMS[key].tool)
    return names, frozenset().union(*names.values()), frozenset(whole | anywhere)


def _programs() -> dict[str, frozenset[str]]:
    """Return the names of debuggers, and of programs that know them by the end of their name (``cargo tarpaulin``)."""
    programs = {name: _asked_by(program) for name, program in PROGRAMS.items() if program.tool}
    prefixes = {name: program.prefix for name, program in PROGRAMS.items() if program.prefix}
    for name, prefix in prefixes.items():
        ends = [other.removeprefix(prefix) for other in PROGRAMS if other.startswith(prefix)]
        programs[name] = frozenset(re.findall(_WORD, end)[0] for end in ends)
    return programs


def _telling_variables() -> set[str]:
    """Return the variables that tell by being there."""
    return {name for name, rows in ENVIRONMENT.items() if not all(patterns for *_, patterns in rows)}


def _variables() -> dict[str, frozenset[str]]:
    """Return the first word of each variable that tells by its value alone, with words of which that holds one."""
    asked: dict[str, frozenset[str]] = {}
    for name, rows in ENVIRONMENT.items():
        patterns = [pattern for *_, row in rows for pattern in row]
        if patterns:
            words = (re.findall(_WORD, pattern.lstrip("-"))[0] for pattern in patterns)
            asked[re.findall(_WORD, name)[0]] = frozenset(words)
    return asked


def _asked_by(program: Program) -> frozenset[str]:
    """Return words of which a command line of ``program`` must hold one to mean anything, none if it needs none.

    Of ``--inspect-brk`` the first word is enough; what can be glued to others (``-p1``) is no word.
    """
    by_itself = {*program.operands, program.installed, program.second_number, *dict(program.says).values()}
    asked = (*dict(program.options), *dict(program.subcommands))
    if by_itself - {"none", ""} or program.other not in ("none", "look") or any(len(word) == 2 for word in asked):
        return frozenset()
    return frozenset(re.findall(_WORD, word)[0] for word in asked)
