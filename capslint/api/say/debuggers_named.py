"""What debuggers are called: by the user's own command where one runs them, else by what they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from capslint.api.say.phrases import listed
from capslint.model import Evidence

_LONGEST = 34
"""Characters of a command that a headline has room for."""

_PEOPLE_SAY = {
    "ptrace": "a debugger",
    "node-inspect": "Node's inspector",
    "jdwp": "Java's debug agent",
    "lsan": "LeakSanitizer",
    "tsan": "ThreadSanitizer",
    "msan": "MemorySanitizer",
    "proc": "what reads /proc",
}
"""What a tool of the catalogue is called where its name says nothing to people."""

_DOING = {
    "attach": "attaching with {}",
    "launch": "starting a program with {}",
    "serve": "debugging with {}",
    "core": "reading a core dump with {}",
    "record": "recording with {}",
    "replay": "replaying with {}",
    "system": "watching the whole system with {}",
    "trace": "tracing with {}",
    "ebpf": "tracing by eBPF with {}",
    "force": "forcing a dump with {}",
    "capture": "capturing with {}",
    "dump": "dumping a process with {}",
    "dotnet": "dumping a .NET process with {}",
    "collect": "collecting with {}",
    "read": "reading with {}",
    "map": "reading what is mapped with {}",
    "connect": "connecting with {}",
    "multi": "debugging with {}",
    "agent": "profiling with {}",
    "script": "tracing a script with {}",
    "llvm": "measuring coverage with {}",
    "enter": "entering namespaces with {}",
    "exit": "looking for leaks with {}",
    "start": "starting a program with {}",
}

_MOST_NAMED = 3


def tool_name(tool: str) -> str:
    """Return what people call a tool of the catalogue."""
    return _PEOPLE_SAY.get(tool, tool)


def command_of(evidence: Evidence) -> str | None:
    """Return the command line between backticks, as it is written, shortened where it is long; None if there is none.

    Of a long one the program's name stays without its folder, and as many words as there is room for. An option that
    loads a debugger (``-agentlib:jdwp``) is no command.
    """
    if not evidence.is_run or not evidence.words or evidence.words[0].startswith("-"):
        return None
    words = [_quoted(word) for word in evidence.written or evidence.words]
    if len(" ".join(words)) > _LONGEST:
        words[0] = words[0].rpartition("/")[2] or words[0]
    text = words[0][:_LONGEST]
    for number, word in enumerate(words[1:], 1):
        room = _LONGEST - (2 if number + 1 < len(words) else 0)
        if len(text) + 1 + len(word) > room:
            return f"`{text} …`"
        text = f"{text} {word}"
    return f"`{text}`"


def _quoted(word: str) -> str:
    word = word.replace("`", "'")
    return word if word and not any(character.isspace() for character in word) else f"'{word}'"


def doing(evidence: Evidence) -> str:
    """Return the command, or what the debugger does, as the subject of a sentence: ``attaching with gdb``."""
    return command_of(evidence) or _done_with(evidence.operation, (evidence.tool,))


def _done_with(operation: str, tools: Sequence[str]) -> str:
    names = [tool_name(tool) for tool in tools]
    if len(names) > _MOST_NAMED:
        names = [*names[: _MOST_NAMED - 1], "another debugger"]
    named = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    return _DOING[operation].format(named) if operation in _DOING else f"{named} {operation}"


def doings(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return what the most surely seen debuggers do, each once; those that no command runs put together."""
    found = surest_of(evidence)
    said = dict.fromkeys(command for seen in found if (command := command_of(seen)) is not None)
    by_operation: dict[str, dict[str, None]] = {}
    for seen in sorted(found, key=_how_well_known):
        if command_of(seen) is None:
            by_operation.setdefault(seen.operation, {})[seen.tool] = None
    return (*said, *(_done_with(operation, tuple(tools)) for operation, tools in by_operation.items()))


def named(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return the most surely seen debuggers: their commands, or where nothing tells what is meant their names."""
    found = surest_of(evidence)
    if not all(seen.is_open for seen in found):
        return doings(found)
    tools = list(dict.fromkeys(tool_name(seen.tool) for seen in sorted(found, key=_how_well_known)))
    return (*tools[:_MOST_NAMED], *(("other debuggers",) if len(tools) > _MOST_NAMED else ()))


def surest_of(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return those of ``evidence`` that were seen most surely."""
    all_seen = tuple(evidence)
    surest = max((seen.sureness.value for seen in all_seen), default=0)
    return tuple(seen for seen in all_seen if seen.sureness.value == surest)


def _how_well_known(evidence: Evidence) -> int:
    """Return where the tool stands in the catalogue, which begins with those that people know best."""
    from capslint.debuggers.catalogue import tools

    known = tools()
    return known.index(evidence.tool) if evidence.tool in known else len(known)


def labelled(evidence: Evidence) -> str:
    """Return what stands beside the marks under the place where the debugger was seen."""
    if evidence.is_implied:
        return f"{evidence.seen_in}: {_suggested(evidence)}"
    if command_of(evidence) is None:
        return f"{tool_name(evidence.tool)} ({evidence.seen_in})"
    does = {"attach": "attaches to a running process", "launch": "starts the program itself"}.get(evidence.operation)
    if evidence.seen_in == "command":
        return does or "runs here"
    return f"{does or 'runs'} ({evidence.seen_in})"


def _suggested(evidence: Evidence) -> str:
    return "implies a debugger" if evidence.tool == "ptrace" else f"implies {tool_name(evidence.tool)}"


def by_what(evidence: Sequence[Evidence]) -> str:
    """Return by what debuggers were seen, for a sentence: ``port 40000 and the capability SYS_PTRACE``."""
    signs = dict.fromkeys(seen.seen_in for seen in evidence)
    return listed([sign if sign.startswith("port ") else f"the {sign}" for sign in signs])
