"""Gate: the target must not have capabilities that the debugger lacks, unless that has CAP_SYS_PTRACE.

security/commoncap.c: cap_ptrace_access_check compares the target's permitted set with the caller's permitted (system
calls) or effective set (files of /proc), inside one user namespace; cap_ptrace_traceme does it for PTRACE_TRACEME.
"""

from __future__ import annotations

from capslint.model.verdict import GateResult
from capslint.permissions.capabilities import names
from capslint.permissions.certainty import Unsure, all_of, any_of
from capslint.permissions.gates.question import Question, ptrace_grants, result

GATE = "capability subset"


def judge(question: Question) -> GateResult | None:
    """Return whether the debugger's capabilities cover the target's. Its own children have the same ones."""
    if question.on_target() is None:
        return None
    tracer, target = question.tracer, question.target
    alike = tracer.uid == target.uid and tracer.sets == target.sets  # the same, whatever they turn on
    covers = all_of(tracer.user_namespace.same_as(target.user_namespace), alike or tracer.sets.holds(target.sets))
    if covers is True:
        return result(GATE, True, "The target has no capability that the debugger lacks")
    capable = question.may_ptrace()
    if capable is True:
        return result(GATE, True, "CAP_SYS_PTRACE replaces having all of the target's capabilities")
    passes = any_of(covers, capable)
    if isinstance(passes, Unsure):
        why = f"Whether the debugger has all of the target's capabilities depends on {passes.fact}"
    elif tracer.user_namespace.same_as(target.user_namespace) is not True:
        why = "The target lives in another user namespace, over which the debugger has no CAP_SYS_PTRACE"
    else:
        missing = names(target.sets.sure & ~tracer.sets.possible)[0]
        why = f"The target has capabilities that the debugger lacks ({missing} …), which takes SYS_PTRACE"
    return result(GATE, passes, why, ptrace_grants(question))
