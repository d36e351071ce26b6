"""The gate of emulated programs: Compose's ``platform`` against the host's architecture."""

from __future__ import annotations

import pytest

from capslint.debuggers.catalogue import operation, operations, tools
from capslint.model import Answer, Container, Host, Lsm, Outcome, Scene, Starter, Unknown
from capslint.model.operation import Access, Either, Mode, Plain
from capslint.permissions.assumed_host import assumed
from capslint.permissions.gates.architecture import architecture_of, is_emulated
from capslint.permissions.judge_operation import judge
from tests.truth.containers import container, setting
from tests.unit.formats.reading import workloads

HOST = assumed(Host(lsm=Lsm.NONE), Starter.ENGINE)
ARM, INTEL = HOST._replace(arch="arm64"), HOST._replace(arch="amd64")


def on(platform: str | Unknown | None) -> Container:
    return container(privileged=True)._replace(platform=setting(platform))


@pytest.mark.parametrize(
    ("platform", "architecture"),
    [
        ("linux/amd64", "amd64"),
        ("linux/arm64/v8", "arm64"),
        ("linux/arm/v7", "arm"),
        ("linux/x86_64", "amd64"),
        ("Linux/AArch64", "arm64"),
        ("linux/i386", "386"),
        ("amd64", "amd64"),
        ("linux", None),
        ("", None),
    ],
)
def test_what_a_platform_names(platform: str, architecture: str | None) -> None:
    assert architecture_of(platform) == architecture


@pytest.mark.parametrize(
    ("platform", "host", "emulated"),
    [
        ("linux/amd64", ARM, True),
        ("linux/arm64", INTEL, True),
        ("linux/s390x", INTEL, True),
        ("linux/amd64", INTEL, False),
        ("linux/arm64/v8", ARM, False),
        ("linux/386", INTEL, False),
        ("linux/386", ARM, True),
        (None, ARM, False),
        (None, HOST, False),
        ("linux", ARM, False),
        ("linux/amd64", HOST, "the host's architecture"),
        ("linux/arm/v7", ARM, "whether the processor runs 32-bit programs"),
        (Unknown("the variable PLATFORM"), ARM, "the variable PLATFORM"),
    ],
)
def test_what_is_emulated(platform: str | Unknown | None, host: Host, emulated: bool | str) -> None:
    found = is_emulated(on(platform), host)
    assert getattr(found, "fact", found) == emulated
    answer = judge(on(platform), operation("strace", "launch"), host).answer
    expected = Answer.FAILS if emulated is True else Answer.WORKS if emulated is False else Answer.DEPENDS
    assert answer is expected


def _traces(demand: object) -> bool:
    if isinstance(demand, Either):
        return all(any(_traces(part) for part in way) for way in demand.ways)
    return demand is Plain.TRACEME or (isinstance(demand, Access) and demand.mode is Mode.ATTACH)


@pytest.mark.parametrize("tool", tools())
def test_everything_that_traces_fails_and_nothing_else(tool: str) -> None:
    for name in operations(tool):
        asked = operation(tool, name)
        gates = {gate.gate: gate.outcome for gate in judge(on("linux/amd64"), asked, ARM).gates}
        traces = any(_traces(demand) for demand in asked.demands)
        assert (gates.get("architecture") is Outcome.BLOCKS) == traces, (tool, name)


def test_the_hosts_own_debugger_is_not_emulated() -> None:
    from capslint.model import Process, Start

    scene = Scene(Process(start=Start.HOST))
    assert judge(on("linux/amd64"), operation("strace", "attach"), ARM, scene).answer is Answer.WORKS


@pytest.mark.parametrize("lines", ["platform: linux/amd64", "platform: &p linux/amd64", "<<: {platform: linux/amd64}"])
def test_a_service_says_its_platform(lines: str) -> None:
    text = f"services: {{a: {{image: x, command: strace ls, {lines}}}}}\n"
    (workload,) = workloads(text)
    (service,) = workload.containers
    assert service.platform is not None
    assert service.platform.value == "linux/amd64"
    assert judge(service, operation("strace", "launch"), ARM).answer is Answer.FAILS
