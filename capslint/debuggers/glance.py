"""Whether a text can show a debugger at all, without reading it as YAML."""

from __future__ import annotations

import re
from functools import cache

from capslint.debuggers._signs_data import ENDINGS, ENVIRONMENT, FOLDERS, HINTS, IMAGES, MARKERS, PROGRAMS

_WORD = "[A-Za-z0-9]+"


def may_show_a_debugger(text: str) -> bool:
    """Say whether `recognise` could find one in a document with this text; with False it finds none for certain.

    A Dockerfile (``build``), another file (``extends``, ``include``), a variable (``$``) and an escape can hold what
    the text does not.
    """
    if any(mark in text for mark in ("build", "extends", "include", "$", "\\")):
        return True
    words = set(re.findall(_WORD, text))
    names, parts = _signs()
    numbered = (word.rstrip("0123456789") for word in words if word[-1] <= "9")
    if not names.isdisjoint(words) or not names.isdisjoint(numbered):
        return True
    return any(part in text for part in parts)


@cache
def _signs() -> tuple[frozenset[str], tuple[str, ...]]:
    # A name with a hyphen or a dot is looked for as a whole, unless one of its words is a name itself.
    programs = (name for name, program in PROGRAMS.items() if program.tool)
    markers = (marker[0] for marker in MARKERS)
    every = {*programs, *markers, *ENDINGS, *ENVIRONMENT, *FOLDERS, *HINTS, *IMAGES}
    names = frozenset(one for one in every if one.isalnum())
    parts = tuple(sorted(one for one in every - names if names.isdisjoint(re.findall(_WORD, one))))
    return names, parts
