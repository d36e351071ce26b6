"""Gates: credentials and dumpable. The first two checks of __ptrace_may_access (kernel/ptrace.c; ptrace(2)).

The caller's user and group id must equal all of the target's, or it has CAP_SYS_PTRACE in the target's user namespace;
root alone is not enough. A target that is not dumpable needs the capability too.
"""

from __future__ import annotations

from capslint.model.operation import Plain
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of
from capslint.permissions.gates.question import Question, apart, lacked, ptrace_grants, result

IDS = "credentials"
DUMPABLE = "dumpable"


def judge_ids(question: Question) -> GateResult | None:
    """Return whether user and group ids, or CAP_SYS_PTRACE, allow the caller access to the target."""
    if question.demand is Plain.SAME_USER:
        return _same_user(question)
    if question.on_target() is None:
        return None
    same = question.tracer.same_ids(question.target)
    capable = question.may_ptrace()
    if same is True:
        return result(IDS, True, f"Debugger and target have the same group and run as {question.tracer.uid.user}")
    if capable is True:
        return result(IDS, True, "CAP_SYS_PTRACE replaces the same user and group")
    passes = any_of(same, capable)
    return result(IDS, passes, _difference(question, passes), (*ptrace_grants(question), "the target's user and group"))


def judge_dumpable(question: Question) -> GateResult | None:
    """Return whether the target is dumpable (prctl(2), PR_SET_DUMPABLE), or CAP_SYS_PTRACE replaces it."""
    if question.on_target() is None:
        return None
    if question.target.dumpable:
        return result(DUMPABLE, True, "The target is dumpable")
    capable = question.may_ptrace()
    why = "The target is not dumpable, so looking into it needs CAP_SYS_PTRACE"
    return result(DUMPABLE, capable, why, ptrace_grants(question))


def _difference(question: Question, passes: Certain) -> str:
    tracer, target = question.tracer, question.target
    other_users = apart(question)
    if other_users is not None:
        return other_users
    if isinstance(passes, Unsure):
        return f"Whether user and group of the debugger and the target are the same depends on {passes.fact}"
    if tracer.uid.equals(target.uid) is True:
        return f"The debugger's group {tracer.gid} differs from the target's {target.gid}, and {lacked(question)}"
    return f"The debugger runs as {tracer.uid.user}, the target as {target.uid.user}, and {lacked(question)}"


def _same_user(question: Question) -> GateResult:
    """Judge a request over a socket: peers check the user, and root switches to it (jattach; dotnet diagnostics)."""
    tracer = question.tracer
    same = tracer.same_ids(question.target)
    if same is True:
        return result(IDS, True, "Tool and target have the same user and group")
    switches = all_of(tracer.uid.is_root(), tracer.has("SETUID"), tracer.has("SETGID"))
    passes = any_of(same, switches)
    why = "Root can become the target's user" if passes is True else "The tool must run as the target's user and group"
    return result(IDS, passes, why, ("running the tool as the target's user and group",))
