"""How findings speak, so that every rule says the same thing in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from capslint.formats import FORMATS, Spelling, format_of
from capslint.model import Container, Evidence, Outcome, Verdict

if TYPE_CHECKING:
    from capslint.plan.ways_out import Change

_NAMES = frozenset(("AppArmor", "CAP_SYS_PTRACE", "Docker", "Docker's", "Podman", "SELinux", "Yama")) | {
    file_format.title for file_format in FORMATS
}
"""Words that begin a gate's sentence and keep their capital inside another one."""


def listed(words: Sequence[str]) -> str:
    """Return words joined as a sentence does: ``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def called(containers: Sequence[Container]) -> str:
    """Return what containers are called: ``services 'api' and 'worker'``, ``init container 'setup'``."""
    names = listed([f"'{container.name}'" for container in containers])
    roles = {noun(container) for container in containers}
    kind = roles.pop() if len(roles) == 1 else "container"
    return f"{kind}{'s' if len(containers) > 1 else ''} {names}"


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


def deed(evidence: Evidence) -> str:
    """Return what the debugger does: ``delve attach``."""
    return f"{evidence.tool} {evidence.operation}"


def deeds(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Return what the most surely seen debuggers do, each once: ``gdb launch``, ``strace attach``."""
    surest = max((seen.sureness.value for seen in evidence), default=0)
    return tuple(dict.fromkeys(deed(seen) for seen in evidence if seen.sureness.value == surest))


def blocked_by(verdict: Verdict) -> str:
    """Return the sentence of the first gate that blocks, or that the answer depends on."""
    for outcome in (Outcome.BLOCKS, Outcome.DEPENDS):
        for gate in verdict.gates:
            if gate.outcome is outcome:
                return inside_a_sentence(gate.why)
    return "every gate lets it pass"


def inside_a_sentence(sentence: str) -> str:
    """Return ``sentence`` without its capital, unless that is one of a name: two in a word are."""
    first = sentence.split(" ", maxsplit=1)[0]
    is_name = first in _NAMES or (len(first) > 1 and not first[1:].islower())
    return sentence if is_name else sentence[:1].lower() + sentence[1:]


def in_words_of(container: Container, advice: str) -> str:
    """Return ``advice`` from data that no format is known to, with the words of the container's format put in."""
    return advice.replace("{devices}", spelling(container).devices)


def so_fails(evidence: Sequence[Evidence]) -> str:
    """Return the end of a sentence that tells what fails for it: ``, and strace attach fails``; nothing for none."""
    done = list(dict.fromkeys(deed(seen) for seen in evidence))
    return f", and {listed(done)} {verb(done, 'fails', 'fail')}" if done else ""


def way_out(change: Change) -> str:
    """Return an advice: what makes an operation work, all its parts together, or why nothing in the file can help."""
    words, then_depends_on, obstacles = change
    if not words:
        return f"Nothing in this file can help, because of this: {listed(obstacles)}."
    changes = [word.replace("cap_add ", "the capability ") for word in words]
    together = ", all together" if len(changes) > 1 else ""
    so = f"; whether it works then turns on {listed(then_depends_on)}" if then_depends_on else ""
    return f"What makes it work{together}: {listed(changes)}{so}."


def capabilities(names: Sequence[str]) -> str:
    """Return capabilities for a sentence: ``the capability SYS_PTRACE``, ``the capabilities BPF and PERFMON``."""
    return f"the {'capability' if len(names) == 1 else 'capabilities'} {listed(names)}"
