"""Gate: Yama, kernel.yama.ptrace_scope (security/yama/yama_lsm.c; ptrace(2)). It knows attach checks and TRACEME only.

0 no rule. 1 the target must descend from the tracer, or have named it by PR_SET_PTRACER, or the tracer has
CAP_SYS_PTRACE in the target's user namespace; TRACEME is free. 2 only with CAP_SYS_PTRACE, TRACEME too. 3 never.
The setting is the host's; no container has its own.
"""

from __future__ import annotations

from capslint.model.operation import Access, Plain, Whom
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.gates.question import Question, lacked, ptrace_grants, result

GATE = "yama"
_SCOPE = "kernel.yama.ptrace_scope"
_LOWER = f"{_SCOPE}=0 on the host"


def judge(question: Question) -> GateResult | None:
    """Return whether Yama allows the attach or PTRACE_TRACEME; it is not asked about checks in read mode."""
    if question.demand is Plain.NO_YAMA:
        return _switched_off(question.host.ptrace_scope)
    traceme = question.demand is Plain.TRACEME
    if not traceme and not question.attaches():
        return None
    capable = question.tracer.has("SYS_PTRACE") if not _foreign(question) else question.may_ptrace()
    related = traceme or _related(question)
    scope = question.host.ptrace_scope
    if scope is None:  # it always decides: 0 lets everything through, 3 nothing
        why = f"Whether it may trace depends on {_SCOPE}"
        return result(GATE, Unsure(_SCOPE), why, _grants(question, 1))
    passes = _at(scope, related, capable)
    return result(GATE, passes, _why(min(scope, 3), question, related, passes), _grants(question, scope))


def _switched_off(scope: int | None) -> GateResult:
    """Return whether a tool that reads the setting before it tries goes on: no capability changes its mind."""
    passes: Certain = Unsure(_SCOPE) if scope is None else scope == 0
    why = "The tool itself gives up where ptrace_scope is above 0, whatever the capabilities"
    return result(GATE, passes, "ptrace_scope is 0, as the tool wants it" if passes is True else why, (_LOWER,))


def _at(scope: int, related: bool, capable: Certain) -> Certain:
    match scope:
        case 0:
            return True
        case 1:
            return True if related else capable
        case 2:
            return capable
        case _:
            return False


def _foreign(question: Question) -> bool:
    return isinstance(question.demand, Access) and question.demand.whom is Whom.TARGET


def _related(question: Question) -> bool:
    demand = question.demand
    assert isinstance(demand, Access)
    # A child descends from its tracer; createdump and LeakSanitizer are named by PR_SET_PTRACER before they look.
    return demand.whom is not Whom.TARGET or question.descendant or question.target.ptracer_any


def _why(scope: int, question: Question, related: bool, passes: Certain) -> str:
    if scope == 0:
        return "At ptrace_scope 0 Yama forbids nothing"
    if scope == 3:
        return "Yama forbids all tracing at ptrace_scope 3"
    if scope == 1 and related:
        if question.demand is Plain.TRACEME:
            return "At ptrace_scope 1 a program may be traced by the debugger that started it"
        return "The debugger started the target, or the target allows it, which is enough at ptrace_scope 1"
    if passes is True:
        return f"SYS_PTRACE is enough at ptrace_scope {scope}"
    if isinstance(passes, Unsure):
        return f"At ptrace_scope {scope} tracing needs SYS_PTRACE, and whether it has that depends on {passes.fact}"
    does_not_count = lacked(question) if _foreign(question) and question.tracer.has("SYS_PTRACE") is True else ""
    but = f", and {does_not_count}" if does_not_count else ""
    if scope == 1:
        return f"At ptrace_scope 1 a debugger may only trace processes that it started, unless it has SYS_PTRACE{but}"
    return f"At ptrace_scope 2 tracing needs SYS_PTRACE{but}"


def _grants(question: Question, scope: int) -> tuple[str, ...]:
    return () if scope >= 3 else (*ptrace_grants(question), _LOWER)
