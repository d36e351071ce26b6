"""The catalogue: which tool does what, and what each operation asks of the kernel. The data is in catalogue.toml."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from capslint.debuggers.data.catalogue_data import ALSO, DEMANDS, TOOLS, Flags
from capslint.model.evidence import Evidence
from capslint.model.operation import (
    Access,
    Bpf,
    BpfKind,
    Call,
    Demand,
    Either,
    HeldOver,
    HoldCapability,
    HostFact,
    Identity,
    Mode,
    Need,
    Operation,
    PerfEvent,
    PerfScope,
    Plain,
    TargetFile,
    Whom,
)
from capslint.model.setting import Unknown

_FLAG = re.compile(r"""([^\s,:=]+)=("[^"]*"|'[^']*'|[^\s,:]*)""")
_PLAIN: dict[str, Demand] = {plain.value: plain for plain in Plain}


def tools() -> tuple[str, ...]:
    """Return the names of all tools, in the order of the catalogue; other names of the same tool are not among them."""
    return tuple(TOOLS)


def operations(tool: str) -> tuple[str, ...]:
    """Return the names of the operations of ``tool``. Raises KeyError, with the known names, for an unknown tool."""
    return tuple(TOOLS[_key(tool)])


@lru_cache(maxsize=256)  # each question about a container asks for the same few
def operation(tool: str, name: str) -> Operation:
    """Return the operation ``name`` of ``tool`` (its name in the catalogue or another name of the same tool).

    Raises KeyError, with the known names, for an unknown tool or operation.
    """
    key = _key(tool)
    entry = TOOLS[key].get(name)
    if entry is None:
        raise KeyError(f"{tool} has no operation {name!r}; it has {', '.join(TOOLS[key])}")
    needs, warns, source, notes, silence, advice, *_ = entry
    return Operation(
        key,
        name,
        tuple(Need(demand) for demand in demands(needs))
        + tuple(Need(demand, fatal=False) for demand in demands(warns)),
        source,
        notes,
        silence,
        advice,
    )


def operation_for(evidence: Evidence) -> Operation:
    """Return the operation that ``evidence`` shows, with what its command line makes the tool need more or less.

    A setting counts as made if all words of the catalogue's `silence` stand in the command line, or the variables that
    the tool reads say so. Raises KeyError.
    """
    return _as_called(evidence.tool, evidence.operation, evidence.words, evidence.variables)


@lru_cache(maxsize=256)  # as above
def _as_called(tool: str, name: str, words: tuple[str, ...], variables: Variables) -> Operation:
    found = operation(tool, name)
    *_, silences, asking, flags = TOOLS[found.tool][found.name]
    if silences and found.silence is not None:
        found = _spared(found, frozenset(demands(silences)), _is_set(found.silence, words, variables, flags))
    if asking and words:
        from capslint.debuggers.commands.demanding_options import demanded

        more = demands(demanded(words, asking))
        kept = tuple(need for need in found.needs if need.demand not in more)
        found = found._replace(needs=(*kept, *(Need(demand) for demand in more)))
    return found


Variables = tuple[tuple[str, str | Unknown], ...]
Certainty = bool | Unknown


def is_silenced(evidence: Evidence) -> Certainty:
    """Return whether the setting is made with which the tool does without what it is refused."""
    found = operation(evidence.tool, evidence.operation)
    flags = TOOLS[found.tool][found.name][-1]
    return found.silence is not None and _is_set(found.silence, evidence.words, evidence.variables, flags)


def _is_set(silence: str, words: tuple[str, ...], variables: Variables, flags: Flags | None) -> Certainty:
    if flags is not None and variables:
        return _is_switched_off(variables, flags)
    written = " ".join(words)
    return all(word in written for word in silence.split())


def _is_switched_off(variables: Variables, flags: Flags) -> Certainty:
    """Return whether the last value that ``variables`` give to one of ``flags`` switches it off.

    Source of the syntax: compiler-rt ``sanitizer_flag_parser.cpp``, parse_flag and is_space.
    """
    names, off, elsewhere = flags[1:]
    said: dict[str, Certainty] = {}
    for variable, value in variables:
        unknown = Unknown(f"the value of {variable}")
        if isinstance(value, Unknown):
            said = dict.fromkeys(names, unknown)
            continue
        for name, written in _FLAG.findall(value):
            if name in names:
                said[name] = written.strip("\"'") in off
            elif name in elsewhere:
                said = dict.fromkeys(names, unknown)
    if True in said.values():
        return True
    return next((each for each in said.values() if isinstance(each, Unknown)), False)


def _spared(operation: Operation, demands: frozenset[Demand], is_set: Certainty) -> Operation:
    """Return ``operation`` without ``demands`` if the setting is made; if nobody knows that, each turns on it."""
    if is_set is True:
        return operation._replace(needs=tuple(need for need in operation.needs if need.demand not in demands))
    if is_set is False:
        return operation
    turning = (need._replace(unless=is_set.why) if need.demand in demands else need for need in operation.needs)
    return operation._replace(needs=tuple(turning))


def not_meant() -> tuple[tuple[str, str], ...]:
    """Return operations, each with its tool before it, for which what is granted for debuggers does not stand."""
    from capslint.debuggers.data.signs_data import NOT_MEANT

    words = (word.partition(".") for word in NOT_MEANT)
    return tuple((tool, name) for tool, _, name in words)


def demands(names: tuple[str, ...]) -> tuple[Demand, ...]:
    """Return the demands that ``names`` stand for, each once: bundles of the catalogue, or demands in its words."""
    found: dict[Demand, None] = {}
    for name in names:
        for part in DEMANDS.get(name, (name,)):
            found[_demand(part)] = None
    return tuple(found)


def _key(tool: str) -> str:
    key = ALSO.get(tool, tool)
    if key not in TOOLS:
        raise KeyError(f"there is no tool {tool!r}: there are {', '.join(sorted(TOOLS))}")
    return key


def _demand(text: str) -> Demand:
    kind, *words = text.split()
    if kind in _PLAIN:
        return _PLAIN[kind]
    return _MAKERS[kind](words)


def _call(words: list[str]) -> Demand:
    only_if = None
    if "only-if" in words:
        at = words.index("only-if")
        only_if = HostFact[words[at + 1].upper().replace("-", "_")]
        words = words[:at]
    return Call(words[0], tuple(int(word, 0) for word in words[1:]), only_if)


def _capability(words: list[str]) -> Demand:
    return HoldCapability(tuple(words[0].split("|")), HeldOver(words[1]) if words[1:] else HeldOver.OWN)


def _either(words: list[str]) -> Demand:
    ways = " ".join(words).split(" or ")
    return Either(tuple(demands((way,)) for way in ways))


_MAKERS: dict[str, Callable[[list[str]], Demand]] = {
    "call": _call,
    "access": lambda words: Access(Mode(words[0]), Identity(words[1]), Whom(words[2]), words[3:] == ["memory-map"]),
    "capability": _capability,
    "either": _either,
    "perf": lambda words: PerfEvent(PerfScope(words[0])),
    "bpf": lambda words: Bpf(BpfKind(words[0])),
    "target-file": lambda words: TargetFile(write=words[0] == "write"),
}
