"""What findings say of a debugger that fails: that it will, with which error, why, and what stands behind that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from capslint.api.say.debuggers_named import doings
from capslint.api.say.phrases import called, inside_a_sentence, listed, verb
from capslint.model import Answer, Container, Evidence, GateResult, Host, Outcome, Verdict

if TYPE_CHECKING:
    from capslint.model.operation import Demand

_EPERM = ' with "Operation not permitted"'
_GATES_OF_PTRACE = frozenset(("yama", "credentials", "dumpable", "capability subset"))
"""Checks behind which ptrace(2) and process_vm_readv(2) return EPERM (their manual pages, ERRORS)."""

_BEHIND = {
    "credentials": "Linux lets a process look into another only if both run as the same user, or it has SYS_PTRACE",
    "dumpable": "Linux hides what a program that changed its user holds from all who lack SYS_PTRACE",
    "capability subset": "a debugger must have all capabilities of the target, or SYS_PTRACE",
    "seccomp": "seccomp is the list of system calls that programs may make",
    "apparmor": "AppArmor is a part of the host's kernel that holds programs to a profile",
    "selinux": "SELinux is a part of the host's kernel that keeps containers apart",
    "pid namespace": "a container sees its own processes only, unless it shares those of another one",
    "file permissions": "files about a process belong to the user that it runs as",
    "capability": "capabilities are parts of root's power; a container gets few of them",
    "user namespace": "root of a user namespace of its own has no power over the host",
    "perf_event_paranoid": "this setting of the host says who may count what processors do",
    "bpf": "BPF programs run inside the kernel, so Linux asks for more than it gives a container",
    "architecture": "a program for another processor is emulated, and emulators cannot trace",
    "already traced": "Linux lets a process be traced by one debugger at a time",
}
"""What stands behind the answer of a gate, one line for people who know nothing of it."""


def will_fail(evidence: Sequence[Evidence], containers: Sequence[Container], verdict: Verdict) -> str:
    """Return the start of a headline, what will fail in which container, with the error where it is known.

    ``verdict`` is that on the first of ``evidence``, and holds for all. Where it is not the same on all hosts, each is
    named with what comes of it there.
    """
    done, error = doings(evidence), with_errno(evidence[0], verdict)
    start = f"{listed(done)} in {called(containers)}"
    there = by_answer(verdict)
    return f"{start} {where_it_works(there, done)}{error}" if len(there) > 1 else f"{start} will fail{error}"


def by_answer(verdict: Verdict) -> dict[Answer, list[str]]:
    """Return the names of the hosts on which it works, depends on a fact and fails; nothing where all are alike."""
    there: dict[Answer, list[str]] = {}
    for answer in (Answer.WORKS, Answer.DEPENDS, Answer.FAILS):
        names = [name for name, on_host in verdict.hosts if on_host.answer is answer]
        there |= {answer: names} if names else {}
    return there


def where_it_works(there: Mapping[Answer, Sequence[str]], done: Sequence[str] = ("",)) -> str:
    """Return what comes of what is ``done`` on which hosts: ``works on fedora, fails on rhel-9``; what fails last."""
    verbs = {
        Answer.WORKS: verb(done, "works", "work"),
        Answer.DEPENDS: "may fail",
        Answer.FAILS: verb(done, "fails", "fail"),
    }
    return ", ".join(f"{verbs[answer]} on {listed(names)}" for answer, names in there.items())


def with_errno(evidence: Evidence, verdict: Verdict) -> str:
    """Return the error that the system call returns, for the end of a clause; nothing where that is not known."""
    first = _first_blocking(verdict)
    return _EPERM if first is not None and first.gate in _GATES_OF_PTRACE and _traces_first(evidence) else ""


def _traces_first(evidence: Evidence) -> bool:
    """Return whether the first thing that it does to a process is to trace it, or to read its memory by a system call.

    What it opens in /proc fails with another error (mm_access in kernel/fork.c: EACCES), and what reads
    ptrace_scope itself gives up with words of its own.
    """
    from capslint.debuggers.catalogue import operation_for
    from capslint.model.operation import Plain

    demands = operation_for(evidence).demands
    if Plain.NO_YAMA in demands:
        return False
    return next((answer for demand in demands if (answer := _is_traced(demand)) is not None), False)


def _is_traced(demand: Demand) -> bool | None:
    from capslint.model.operation import Access, Call, Identity, Mode, Plain

    if isinstance(demand, Call):
        return None
    if isinstance(demand, Access):
        return (demand.mode, demand.identity) == (Mode.ATTACH, Identity.REAL)
    return demand is Plain.TRACEME


def _first_blocking(verdict: Verdict) -> GateResult | None:
    for outcome in (Outcome.BLOCKS, Outcome.DEPENDS):
        for gate in verdict.gates:
            if gate.outcome is outcome:
                return gate
    return None


def blocked_by(verdict: Verdict) -> str:
    """Return the sentence of the first gate that blocks, or that the answer depends on; of several the first one."""
    first = _first_blocking(verdict)
    return inside_a_sentence(first.why.partition("; ")[0]) if first is not None else "nothing blocks it"


def because(verdict: Verdict, evidence: Evidence, host: Host) -> str:
    """Return why it fails, as the end of a headline; in the words of the user, not of the kernel.

    Where several hosts have different reasons it is that of the first, which is named.
    """
    first = _first_blocking(verdict)
    there = _where_it_is_so(verdict, host)
    alike = [name for name, on_host in verdict.hosts if on_host.answer is verdict.answer]
    same = [name for name in alike if blocked_by(verdict.on(name)) == blocked_by(verdict)]
    where = f" (on {listed(same)})" if len(same) < len(alike) else ""
    if first is not None and first.gate == "yama" and _lacks_no_more_than_sys_ptrace(evidence, there):
        return f"attaching to a process it did not start needs SYS_PTRACE{where}"
    return f"{blocked_by(verdict)}{where}"


def _lacks_no_more_than_sys_ptrace(evidence: Evidence, host: Host) -> bool:
    from capslint.debuggers.catalogue import operation_for
    from capslint.model.operation import Plain

    operation = operation_for(evidence)
    return host.ptrace_scope == 1 and operation.attaches and Plain.NO_YAMA not in operation.demands


def background(verdict: Verdict, host: Host, told: Host) -> str:
    """Return one line for people who know nothing of the gate that blocks; what is assumed of the host is called so.

    ``told`` is what is known of the ``host``.
    """
    first = _first_blocking(verdict)
    if first is None:
        return ""
    host, told = _where_it_is_so(verdict, host), _where_it_is_so(verdict, told) if verdict.hosts else told
    if first.gate == "seccomp" and told.engine_version is None and host.engine_version and host.engine:
        from capslint.permissions.engines.releases import name_of
        from capslint.permissions.versions import dotted

        return f"{_BEHIND['seccomp']} ({name_of(host.engine)} {dotted(host.engine_version)} is assumed)"
    if first.gate != "yama":
        return _BEHIND.get(first.gate, "")
    assumed = "" if told.ptrace_scope is not None else ", assumed"
    setting = f"(ptrace_scope {host.ptrace_scope}{assumed})"
    match host.ptrace_scope:
        case 1:
            return f"Linux lets it trace only what it started {setting}"
        case 2:
            return f"Linux lets only those trace who have SYS_PTRACE {setting}"
        case _:
            return f"Linux lets no process trace another one {setting}"


def _where_it_is_so(verdict: Verdict, host: Host) -> Host:
    """Return the host of which ``verdict`` speaks: of several the first that is as bad."""
    name = next((name for name, on_host in verdict.hosts if on_host.answer is verdict.answer), None)
    return next((single for other, single in host.each if other == name), host.singles[0])


def so_fails(evidence: Sequence[Evidence], before: str = "") -> str:
    """Return the end of a sentence that tells what fails for it: ``, so attaching with gdb fails``, or nothing.

    Where the part ``before`` it has drawn a conclusion already this is one more: ``and attaching with gdb fails``.
    """
    done = doings(evidence)
    joint = " and" if ", so " in before else ", so"
    return f"{joint} {listed(done)} {verb(done, 'fails', 'fail')}" if done else ""
