"""What an engine says of itself and of the machine it runs on."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.host_facts.local_machine import LocalMachine
from capslint.host_facts.read_host import ReadFact
from capslint.startup.records import NamedTuple

_PRODUCTS = (
    "docker desktop",
    "docker-desktop",
    "linuxkit",
    "orbstack",
    "rancher desktop",
    "rancher-desktop",
    "colima",
    "lima-",
)
"""Products that run the engine in a virtual machine of its own, as the words of an engine's answer name them."""
_SAME_KERNEL = ("runc", "crun", "youki", "io.containerd.runc.v1", "io.containerd.runc.v2")
"""Runtimes whose containers run on the engine's own kernel; runsc (gVisor) and kata bring one of their own."""


class EngineMachine(NamedTuple):
    """What an engine says of its machine. ``product`` are its names; ``elsewhere`` says why it is another one, if sure.

    ``boot`` is the kernel's boot id: no two starts of a kernel have the same one.
    """

    release: str | None = None
    memory: int | None = None
    node: str | None = None
    product: tuple[str, ...] = ()
    runtime: str | None = None
    elsewhere: str | None = None
    boot: str | None = None


class EngineAnswer(NamedTuple):
    """``about`` names the engine in a few words."""

    about: str
    facts: tuple[ReadFact, ...]
    machine: EngineMachine
    remarks: tuple[str, ...] = ()


def why_elsewhere(there: EngineMachine, here: LocalMachine, by_name: bool) -> str | None:
    """Return why the kernel ``here`` cannot be taken for that of the engine's containers; None if it is the same.

    Two machines can run one release of a kernel, so their memory has to agree to the byte; ``by_name`` says that the
    names of the machines have to, too, since nobody knows where the answer is from.
    """
    if there.elsewhere is not None:
        return there.elsewhere
    if there.runtime is not None and there.runtime not in _SAME_KERNEL:
        return f"its containers run on what the runtime {there.runtime[:40]!r} gives them for a kernel"
    words = " ".join(filter(None, (*there.product, there.release, there.node))).casefold()
    product = next((name for name in _PRODUCTS if name in words), None)
    if product is not None:
        return f"it runs in a virtual machine ({product!r} in what it says of itself)"
    if there.boot is not None:
        same = there.boot == here.text_or_none("/proc/sys/kernel/random/boot_id")
        return None if same else "it runs on another machine (its boot id is another one)"
    return next(_differences(there, here, by_name), None)


def _differences(there: EngineMachine, here: LocalMachine, by_name: bool) -> Iterator[str]:
    if there.release is None:
        yield "its kernel is not told, so nothing shows that it runs on this machine"
    elif there.release != here.release:
        yield f"it runs on another machine (kernel {there.release[:60]}, here {here.release})"
    if there.memory is None or there.memory != here.memory:
        yield "nothing shows that it runs on this machine (the memory that it has is not what is here)"
    if by_name and there.node != here.node:
        yield f"nothing shows that it runs on this machine (its name is {str(there.node)[:60]}, here {here.node})"
