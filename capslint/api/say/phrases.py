"""Parts of sentences: lists, names of containers, forms of verbs, advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from capslint.formats import FORMATS, Spelling, format_of
from capslint.model import Container

if TYPE_CHECKING:
    from capslint.plan.ways_out import Change

_NAMES = frozenset(("AppArmor", "CAP_SYS_PTRACE", "Docker", "Docker's", "Linux", "Podman", "SELinux", "Yama")) | {
    file_format.title for file_format in FORMATS
}
"""Words that begin a gate's sentence and keep their capital inside another one."""


_MOST_NAMED = 4
"""Of more containers than that only the first ones are named; a finding's subjects are all of them."""


def listed(words: Sequence[str]) -> str:
    """Return words joined as a sentence does: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def called(containers: Sequence[Container]) -> str:
    """Return what containers are called: ``services 'api' and 'worker'``, ``init container 'setup'``."""
    names = [f"'{container.name}'" for container in containers]
    if len(names) > _MOST_NAMED:
        names[_MOST_NAMED - 1 :] = [f"{len(names) - _MOST_NAMED + 1} more"]
    roles = {noun(container) for container in containers}
    kind = roles.pop() if len(roles) == 1 else "container"
    return f"{kind}{'s' if len(containers) > 1 else ''} {listed(names)}"


def noun(container: Container) -> str:
    """Return what the container's format calls it: ``service``, ``init container``."""
    return format_of(container).noun(container.role)


def verb(subjects: Sequence[object], singular: str, plural: str) -> str:
    """Return the form of the verb that fits the number of ``subjects``."""
    return singular if len(subjects) == 1 else plural


def spelling(container: Container) -> Spelling:
    """Return how the container's format says what rules speak of."""
    return format_of(container).spelling


def reader(container: Container) -> str:
    """Return the name of the container's format, which stands for who reads the file."""
    return format_of(container).title


def inside_a_sentence(sentence: str) -> str:
    """Return ``sentence`` without its capital, unless that is one of a name: two in a word are."""
    return "; ".join(map(_without_capital, sentence.split("; ")))


def _without_capital(sentence: str) -> str:
    first = sentence.split(" ", maxsplit=1)[0]
    is_name = first in _NAMES or (len(first) > 1 and not first[1:].islower())
    return sentence if is_name else sentence[:1].lower() + sentence[1:]


def in_words_of(container: Container, advice: str) -> str:
    """Return ``advice`` from data that no format is known to, with the words of the container's format put in."""
    return advice.replace("{devices}", spelling(container).devices)


def steps(words: Sequence[str]) -> str:
    """Return changes, as the plan names them, as one instruction: ``run the debugger as root and add SYS_PTRACE``."""
    return listed([_as_step(word) for word in words])


def _as_step(word: str) -> str:
    if word.startswith(("run ", "remove ", "drop ")):
        return word
    if word.startswith("cap_add "):
        return f"add {word.removeprefix('cap_add ')}"
    if word.startswith("sharing "):
        return f"share {word.removeprefix('sharing ')}"
    if word.startswith(("kernel.", "a lower ", "label=", "apparmor=")):
        return f"set {word}"
    return f"use {word}"


def way_out(change: Change, start: str = "To make it work") -> str:
    """Return an advice: what makes an operation work, all its parts together, or why nothing in the file can help."""
    words, then_depends_on, obstacles = change
    if not words:
        return f"Nothing in this file can help: {listed([inside_a_sentence(obstacle) for obstacle in obstacles])}."
    so = f"; whether it works then depends on {listed(then_depends_on)}" if then_depends_on else ""
    return f"{start}, {steps(words)}{so}."


def capabilities(names: Sequence[str]) -> str:
    """Return capabilities for a sentence: ``the capability SYS_PTRACE``, ``the capabilities BPF and PERFMON``."""
    return f"the {'capability' if len(names) == 1 else 'capabilities'} {listed(names)}"


def either(words: Sequence[str]) -> str:
    """Return words of which one is meant, joined as a sentence does: ``a, b or c``."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
