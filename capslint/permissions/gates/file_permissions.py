"""Gates: the permission bits of files in /proc.

/proc/PID: fs/proc/base.c (task_dump_owner): files belong to the target's user, or, if it is not dumpable, to root of
the user namespace it was executed in; CAP_DAC_OVERRIDE, for reading also CAP_DAC_READ_SEARCH, counts where both ids are
mapped (capable_wrt_inode_uidgid). /proc/sys: fs/proc/proc_sysctl.c (test_perm) compares with the host's root and knows
no capability; engines mount it read-only, except for privileged containers and systempaths=unconfined.
"""

from __future__ import annotations

from capslint.model.operation import SysctlWrite, TargetFile
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of
from capslint.permissions.container.identity import ROOT
from capslint.permissions.gates.question import Question, apart, result

GATE = "file permissions"


def judge(question: Question) -> GateResult | None:
    """Return whether the file can be opened at all."""
    if isinstance(question.demand, TargetFile):
        return _target_file(question, question.demand)
    if isinstance(question.demand, SysctlWrite):
        return _sysctl(question, question.demand)
    return None


def _target_file(question: Question, demand: TargetFile) -> GateResult:
    tracer, target = question.tracer, question.target
    owner = target if target.dumpable else target._replace(uid=ROOT, gid=ROOT)
    owns = all_of(tracer.uid.equals(owner.uid), tracer._replace(gid=owner.gid, uid=owner.uid).same_ids(owner))
    override: Certain = any_of(
        tracer.has_over("DAC_OVERRIDE", target.user_namespace),
        False if demand.write else tracer.has_over("DAC_READ_SEARCH", target.user_namespace),
    )
    passes = any_of(owns, override)
    if passes is True:
        return result(GATE, True, "The files of the target's /proc directory can be opened")
    why = f"The target's files in /proc belong to {owner.uid.user}, and the debugger has no CAP_DAC_OVERRIDE"
    if passes is False:
        why = apart(question) or why
    if isinstance(passes, Unsure):
        why = f"Whether the target's files in /proc can be opened depends on {passes.fact}"
    return result(GATE, passes, why, ("the target's user", "cap_add DAC_OVERRIDE"))


def _sysctl(question: Question, demand: SysctlWrite) -> GateResult:
    if not demand.exists:
        return result(GATE, False, f"The kernel has no {demand.name}")
    tracer = question.tracer
    owns = all_of(tracer.uid.is_root(), tracer.user_namespace.initial)
    passes = all_of(tracer.proc_sys_writable, owns)
    why = f"{demand.name} can be written by the host's root only, and /proc/sys is read-only in containers"
    return result(GATE, passes, "The sysctl's file can be opened for writing" if passes is True else why)
