"""The table of what to do about "Operation not permitted", for the README and the page of the site."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.debuggers.catalogue import operation
from capslint.explain.explain_file import OperationReport
from capslint.formats import FORMATS
from capslint.model import Answer, Host, Lsm
from capslint.permissions.assumed_host import PTRACE_SCOPE
from tests.generators.made_files import table
from tests.generators.tool_answers import (
    CONTAINERD,
    DOCKER,
    PODMAN,
    AskedHost,
    advice,
    answer,
    blocked_by,
    by_host,
    catalogue,
    examples,
    joined,
    recognised,
    remedy,
    reports,
    works_with_setting,
)

WELL_KNOWN = (
    "strace -p 1",
    "strace ls",
    "gdb -p 1",
    "gdb ./app",
    "dlv attach 1",
    "dlv debug",
    "lldb ./app",
    "py-spy dump --pid 1",
    "perf record -p 1",
    "bpftrace -e 'kprobe:do_nanosleep { }'",
    "jcmd 1 Thread.print",
    "node --inspect app.js",
)
"""What the README shows of them."""
ENGINES = {"Docker": DOCKER, "Podman": PODMAN, "Kubernetes": CONTAINERD}
KERNELS = {"most kernels": (False, 2), "kernels of Debian and Ubuntu": (True, 4)}
"""Whether the kernel has Debian's rule for perf, and the perf_event_paranoid that it comes with.

2: Linux kernel/events/core.c (sysctl_perf_event_paranoid). Ubuntu's is 4, Debian's 3: Launchpad 2131046.
"""


def hosts() -> dict[tuple[str, str], AskedHost]:
    """Return the hosts that the table is for, by the names of engine and kernel."""
    return {
        (engine, kernel): asked._replace(host=_with_kernel(asked.host, *facts))
        for engine, asked in ENGINES.items()
        for kernel, facts in KERNELS.items()
    }


def _with_kernel(host: Host, debian: bool, paranoid: int) -> Host:
    return host._replace(
        debian_perf=debian, perf_event_paranoid=paranoid, unprivileged_bpf_disabled=2, lsm=Lsm.APPARMOR
    )


def commands() -> list[str]:
    """Return a command line for each operation of each tool of which there is one, as people type it."""
    known = {recognised(command): command for command in WELL_KNOWN}
    found = []
    for tool, entry in catalogue().items():
        for name in entry["operations"]:
            found += [known[tool, name]] if (tool, name) in known else examples(tool, name)[:1]
    return found


def symptom_table(shown: Iterable[str], link: str = "") -> str:
    """Return the table for command lines; ``link`` leads to the page of a tool, with ``{}`` for its name."""
    rows = []
    for command in shown:
        tool, name = recognised(command)
        told = {place: reports(asked)[tool, name] for place, asked in hosts().items()}
        words = f"[`{command}`]({link.format(tool)})" if link else f"`{command}`"
        spared = all(works_with_setting(host, command) for host in hosts().values())
        rows.append((words, _default(told), _to_do(tool, name, told, spared)))
    return table(("You run", "With no permission added", "What to do"), rows)


def asked() -> str:
    """Return what containers and hosts the table is for, in a sentence."""
    engines = joined([host.title.rpartition(", ")[2] for host in ENGINES.values()])
    return (
        f"What capslint answers for a container that runs as root, with {engines}, on Linux as it comes, "
        f"where a debugger may attach only to what it started itself (`kernel.yama.ptrace_scope` is {PTRACE_SCOPE})."
    )


def spellings(capability: str) -> str:
    """Return how ``capability`` is added in each format that has a place for it."""
    pasted = {each.title: each.spelling.pasted((capability,)) for each in FORMATS}
    return joined([f"`{words}` ({title})" for title, words in sorted(pasted.items()) if words])


def _default(told: dict[tuple[str, str], OperationReport]) -> str:
    answers = {place: answer(report) for place, report in told.items()}
    fewest = _fewest(answers)
    return by_host(fewest) if len(fewest) < len(answers) else " or ".join(dict.fromkeys(answers.values()))


def _to_do(tool: str, name: str, told: dict[tuple[str, str], OperationReport], spared: bool) -> str:
    if all(report.verdict.answer is Answer.WORKS for report in told.values()):
        return f"{advice(tool, name)}{_warning(tool, name, told.values())}"
    cell = by_host(_fewest({place: remedy(report) or "nothing" for place, report in told.items()}))
    words = f"{cell}, or `{operation(tool, name).silence}`" if spared else cell
    return f"{words[0].upper()}{words[1:]}"


def _warning(tool: str, name: str, told: Iterable[OperationReport]) -> str:
    refused = sorted({result.gate for report in told for result in report.verdict.warnings})
    silence = operation(tool, name).silence
    if not refused or silence is None:
        return ""
    return f" It warns of a call that {joined(refused)} refuses, and goes on: `{silence}`."


def _fewest(texts: dict[tuple[str, str], str]) -> dict[str, str]:
    """Return the texts by engine or by kernel alone, where the other does not matter."""
    for index in (1, 0):
        by_name: dict[str, set[str]] = {}
        for place, text in texts.items():
            by_name.setdefault(place[index], set()).add(text)
        if all(len(found) == 1 for found in by_name.values()):
            return {name: found.pop() for name, found in by_name.items()}
    return {f"{engine}, {kernel}": text for (engine, kernel), text in texts.items()}


def reasons(tool: str, name: str) -> str:
    """Return which gates refuse an operation today, in words."""
    return joined(sorted({gate for asked in hosts().values() for gate in blocked_by(reports(asked)[tool, name])}))
