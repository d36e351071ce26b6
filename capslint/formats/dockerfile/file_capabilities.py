"""The capabilities that a Dockerfile's RUN gives to program files.

Source of the syntax: setcap(8), cap_from_text(3).
"""

from __future__ import annotations

import re
from itertools import dropwhile

from capslint.formats.dockerfile.install_commands import is_prefix, simple_commands
from capslint.formats.dockerfile.structure import Instruction
from capslint.model.capability_names import NAMES

_CLAUSE = re.compile(r"([a-z_,]+)((?:[=+-][eip]*)+)", re.IGNORECASE)
_FINDERS = ("which", "command")


def set_capabilities(instruction: Instruction, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return what each ``setcap`` of a ``RUN`` grants: a file's name, and its permitted and effective capabilities.

    ``$(which gdb)`` names the file ``gdb``. Nothing is returned for what cannot be read.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    commands = [[word.text for word in words] for words in simple_commands(instruction, text)]
    for index, command in enumerate(commands):
        words = list(dropwhile(is_prefix, command))
        if not words or words[0].rpartition("/")[2] != "setcap":
            continue
        rest = [word for word in words[1:] if not word.startswith("-")]
        behind = commands[index + 1] if index + 1 < len(commands) else []
        for clauses, file in zip(rest[::2], rest[1::2], strict=False):
            names, name = _granted(clauses), _name(file, [*rest[rest.index(file) + 1 :]], behind)
            if names and name:
                found.append((name, names))
    return found


def _granted(clauses: str) -> tuple[str, ...]:
    found: list[str] = []
    for names, flags in _CLAUSE.findall(clauses):
        added = "".join(re.findall(r"[=+]([eip]*)", flags)).lower()
        if "e" in added and "p" in added:
            found.extend(name.upper().removeprefix("CAP_") for name in names.split(","))
    if "ALL" in found:
        return NAMES
    # With a name that is none setcap fails, and gives nothing.
    return tuple(dict.fromkeys(found)) if set(found) <= set(NAMES) else ()


def _name(file: str, rest: list[str], behind: list[str]) -> str:
    # $(which gdb) is cut at its brackets, `which gdb` at its space; in quotes they are one word.
    asked = re.fullmatch(r"[$(`]*(?:which|command -v) ([^)`]+)[)`]?", file)
    if asked:
        file = asked[1]
    elif file == "$" and behind[:1] and behind[0] in _FINDERS:
        file = behind[-1]
    elif file.startswith("`") and rest:
        file = rest[-1].rstrip("`")
    return "" if "$" in file or "`" in file else file.rpartition("/")[2]
