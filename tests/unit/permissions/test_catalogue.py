"""The catalogue: complete, sourced, and what the script makes of it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from capslint.debuggers.catalogue import demands, operation, operation_for, operations, tools
from capslint.debuggers.data import catalogue_data
from capslint.model import Evidence, Sureness
from capslint.model.operation import (
    Access,
    Call,
    Either,
    HostFact,
    Identity,
    Mode,
    PerfEvent,
    PerfScope,
    Plain,
    TargetFile,
    Whom,
)
from capslint.source import Span
from tests.places import ROOT

ALL = [(tool, name) for tool in tools() for name in operations(tool)]


@pytest.mark.parametrize(("tool", "name"), ALL)
def test_every_operation_has_a_source_and_advice(tool: str, name: str) -> None:
    found = operation(tool, name)
    assert found.source
    assert found.advice is not None
    assert found.advice.endswith(".")
    assert (found.needs == ()) is found.advice.startswith("No extra permission is needed")


def test_other_names_lead_to_the_same_tool() -> None:
    for other, tool in (("dlv", "delve"), ("jstack", "jattach"), ("tshark", "tcpdump"), ("lldb-vscode", "lldb-dap")):
        assert operations(other) == operations(tool)
        name = operations(tool)[0]
        assert operation(other, name) == operation(tool, name)
    assert "dlv" not in tools()


def test_unknown_names_are_told_with_the_known_ones() -> None:
    with pytest.raises(KeyError, match="there is no tool 'sonar': there are arthas, async-profiler, austin"):
        operation("sonar", "ping")
    with pytest.raises(KeyError, match="gdb has no operation 'fly'; it has launch, attach, core"):
        operation("gdb", "fly")


def shown(tool: str, name: str, *words: str) -> Evidence:
    return Evidence(tool, name, "command", Span(0, 0), Sureness.COMMAND, words=words)


@pytest.mark.parametrize(
    ("evidence", "spared"),
    [
        (shown("lldb", "launch", "lldb", "-o", "settings set target.disable-aslr false", "--", "./app"), True),
        (shown("lldb", "launch", "lldb", "--", "./app"), False),
        (shown("gdb", "launch", "gdb", "-ex", "set disable-randomization off", "./app"), True),
        (shown("gdbserver", "launch", "gdbserver", "--no-disable-randomization", ":1", "./app"), True),
        (shown("lldb-server", "launch", "lldb-server", "gdbserver", ":1", "./app"), False),
    ],
)
def test_a_setting_in_the_command_line_spares_the_tool_what_it_needed(evidence: Evidence, spared: bool) -> None:
    asked = {need.demand for need in operation_for(evidence).needs}
    assert (Call("personality", (0x40000,)) not in asked) is spared
    assert Call("ptrace") in asked


PERF_USER = PerfEvent(PerfScope.SELF_USER)
PERF_KERNEL = PerfEvent(PerfScope.SELF_KERNEL)
AGENT = "-agentpath:/opt/libasyncProfiler.so=start,event={},file=x"


@pytest.mark.parametrize(
    ("tool", "name", "words", "more"),
    [
        ("async-profiler", "attach", "asprof -d 30 7", []),
        ("async-profiler", "attach", "asprof -e cpu 7", []),
        ("async-profiler", "attach", "asprof -e wall -d 3 7", []),
        ("async-profiler", "attach", "asprof --event ctimer 7", []),
        ("async-profiler", "attach", "asprof -e java.lang.String.length 7", []),
        ("async-profiler", "attach", "asprof -e cache-misses 7", [PERF_USER]),
        ("async-profiler", "attach", "/opt/bin/asprof --event=page-faults 7", [PERF_USER]),
        ("async-profiler", "attach", "asprof -d 3 -ebranch-misses 7", [PERF_USER]),
        ("async-profiler", "attach", "profiler.sh -f cache-misses -e itimer 7", []),
        ("async-profiler", "attach", "asprof --fdtransfer 7", [PerfEvent(PerfScope.PID)]),
        ("async-profiler", "attach", "asprof --record-cpu 7", [PERF_KERNEL]),
        ("async-profiler", "agent", AGENT.format("cpu"), []),
        ("async-profiler", "agent", AGENT.format("alloc"), []),
        ("async-profiler", "agent", AGENT.format("cache-misses"), [PERF_USER]),
        ("perf", "record", "perf record ls", [PERF_USER]),
        ("perf", "record", "perf record -e cycles:u ls", [PERF_USER]),
        ("perf", "record", "perf record -e cycles:uk ls", [PERF_USER]),
        ("perf", "record", "perf record -e cycles:k ls", [PERF_USER, PERF_KERNEL]),
        ("perf", "record", "perf stat -e instructions,cycles:kppp ls", [PERF_USER, PERF_KERNEL]),
        ("perf", "record", "perf stat --event=cycles:Hk -- ls -e x:u", [PERF_USER, PERF_KERNEL]),
        ("perf", "record", "perf record -- ls -e cycles:k", [PERF_USER]),
        ("perf", "attach", "perf record -e cycles:k -p 7", [PerfEvent(PerfScope.PID), PERF_KERNEL]),
    ],
)
def test_an_option_makes_a_tool_need_more(tool: str, name: str, words: str, more: list[PerfEvent]) -> None:
    found = operation_for(shown(tool, name, *words.split()))
    assert [demand for demand in found.demands if isinstance(demand, PerfEvent)] == more
    assert not any(need.demand in more for need in found.needs if not need.fatal)


def test_an_option_that_is_no_option_is_refused() -> None:
    script = runpy.run_path(str(ROOT / "tests" / "generators" / "build_catalogue.py"))
    table = {"needs": [], "source": "x", "demands": [{"option": "-e", "unlike": "cpu", "needs": ["perf-pid"]}]}
    assert script["operation"]("sonar", "ping", table)[-2] == ((("-e",), (), ("cpu",), ("perf-pid",)),)
    mistakes: list[dict[str, object]] = [{"option": "-e"}, {"needs": []}, {"option": "-e", "needs": [], "but": "cpu"}]
    for wrong in mistakes:
        with pytest.raises(ValueError, match=r"sonar ping: unknown keys .* in demands, or no option or needs"):
            script["operation"]("sonar", "ping", table | {"demands": [wrong]})


def test_flags_without_a_source_or_without_what_they_silence_are_refused() -> None:
    script = runpy.run_path(str(ROOT / "tests" / "generators" / "build_catalogue.py"))
    flags = {"variables": "A B", "names": "x y", "off": "0", "elsewhere": "", "source": "x"}
    table = {"needs": ["perf-pid"], "source": "x", "silences": ["perf-pid"], "flags": flags}
    assert script["operation"]("sonar", "ping", table)[-1] == (("A", "B"), ("x", "y"), ("0",), ())
    mistakes: list[dict[str, object]] = [
        {"flags": {"variables": "A"}},
        {"silences": []},
        {"flags": flags | {"on": "1"}},
    ]
    for wrong in mistakes:
        with pytest.raises(ValueError, match=r"sonar ping: flags take .* and a source, beside silences"):
            script["operation"]("sonar", "ping", table | wrong)


def test_demands_are_read() -> None:
    assert demands(("attach",)) == (
        Call("ptrace"),
        Access(Mode.ATTACH, Identity.REAL, Whom.TARGET),
        Plain.SOLE_TRACER,
    )
    assert demands(("call personality 0x40000 only-if mmap-rnd-bits",)) == (
        Call("personality", (0x40000,), HostFact.MMAP_RND_BITS),
    )
    (either,) = demands(("read-memory-somehow",))
    assert isinstance(either, Either)
    assert [way[0] for way in either.ways] == [Call("process_vm_readv"), TargetFile(write=True)]
    assert demands(("attach", "attach")) == demands(("attach",))


def test_what_attaches() -> None:
    assert operation("py-spy", "attach").attaches
    assert operation("rbspy", "attach").attaches
    assert not operation("gdb", "launch").attaches
    assert not operation("lsan", "exit").attaches


def test_demands_without_parameters_are_different() -> None:
    assert len({*Plain}) == len(Plain) == 6


def test_module_is_what_the_script_makes() -> None:
    script = runpy.run_path(str(ROOT / "tests" / "generators" / "build_catalogue.py"))
    text = Path(catalogue_data.__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
    assert Path(catalogue_data.__file__).read_text(encoding="utf-8") == script["render"](text)
