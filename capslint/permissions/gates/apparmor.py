"""Gate: AppArmor (security/apparmor/task.c). The tracer's profile must allow it, and the target's must allow being it.

Engines' default profiles have ``ptrace (trace,read) peer=ITSELF`` (moby profiles/apparmor/template.go since 1.11;
containerd and containers/common the same), newer ones ``tracedby,readby`` too (Docker 20.10, moby b364552583;
containerd 1.7, 8d868dadb). Older ones rely on /etc/apparmor.d/abstractions/base, whose stock version grants both to
any peer.
A profile without confinement on either side asks nothing of that side. Refusals are EACCES, not EPERM.
"""

from __future__ import annotations

from capslint.model.host import AppArmorProfile, Engine, Host, Lsm
from capslint.model.operation import Access, Mode, Plain, SysctlWrite, Whom
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, all_of
from capslint.permissions.container.labels import DEFAULT_APPARMOR, UNCONFINED, Label
from capslint.permissions.gates.question import Question, result
from capslint.permissions.versions import at_least

GATE = "apparmor"
SECURITY_MODULE = "the host's security module"
_BOTH_SIDES = {Engine.DOCKER: (20, 10, 0), Engine.CONTAINERD: (1, 7, 0)}
"""Since when the default profile itself grants tracedby and readby; Podman's and CRI-O's never did."""
_REVERSE = {"trace": "tracedby", "read": "readby"}


def judge(question: Question) -> GateResult | None:
    """Return whether AppArmor allows tracing, reading processes or writing sysctls."""
    lsm, demand = question.host.lsm, question.demand
    permission = _permission(question)
    if (permission is None and not isinstance(demand, SysctlWrite)) or lsm not in (None, Lsm.APPARMOR):
        return None
    tracer = question.tracer.labels.apparmor
    if permission is None:
        passes, why = _writes(tracer, question.host), "AppArmor's default profiles deny writes to /proc/sys"
    else:
        target = question.target.labels.apparmor if _on_other(question) else tracer
        passes, why = _traces(tracer, target, permission, question.host), _why(tracer, target, permission)
    if passes is True:
        return result(GATE, True, _free(question, tracer, permission))
    if lsm is None:
        passes = Unsure(SECURITY_MODULE)
    return result(GATE, passes, why, ("apparmor=unconfined",))


def _free(question: Question, tracer: Label, permission: str | None) -> str:
    if tracer == UNCONFINED:
        return "No AppArmor profile confines the debugger"
    if permission is None or tracer not in DEFAULT_APPARMOR.values() or _grants_both_sides(question):
        return "AppArmor lets it through"
    return "AppArmor lets it through, because the stock abstractions/base lets processes be traced"


def _grants_both_sides(question: Question) -> bool:
    since = _BOTH_SIDES.get(question.tracer.engine)
    return since is not None and at_least(question.host.engine_version, since, "the engine version") is True


def _permission(question: Question) -> str | None:
    if question.demand is Plain.TRACEME:
        return "trace"
    if not isinstance(question.demand, Access):
        return None
    return "trace" if question.demand.mode is Mode.ATTACH else "read"


def _on_other(question: Question) -> bool:
    return isinstance(question.demand, Access) and question.demand.whom is Whom.TARGET


def _traces(tracer: Label, target: Label, permission: str, host: Host) -> Certain:
    if isinstance(tracer, Unsure):
        return tracer
    if tracer == UNCONFINED:
        return True
    if isinstance(target, Unsure):
        return target
    if target == UNCONFINED:
        return _allows(tracer, permission, target, host)
    return all_of(_allows(tracer, permission, target, host), _allows(target, _REVERSE[permission], tracer, host))


def _allows(profile: str, permission: str, peer: str, host: Host) -> Certain:
    if profile in DEFAULT_APPARMOR.values():
        return permission in _REVERSE.values() or peer == profile
    loaded = _loaded(profile, host)
    if isinstance(loaded, Unsure):
        return loaded
    return any(permission == own and other in (None, peer) for own, other in loaded.ptrace)


def _writes(label: Label, host: Host) -> Certain:
    if isinstance(label, Unsure):
        return label
    if label == UNCONFINED:
        return True
    if label in DEFAULT_APPARMOR.values():
        return False
    loaded = _loaded(label, host)
    return loaded if isinstance(loaded, Unsure) else loaded.proc_sys_write


def _loaded(name: str, host: Host) -> AppArmorProfile | Unsure:
    for profile in host.apparmor_profiles:
        if profile.name == name:
            return profile
    return Unsure(f"the AppArmor profile {name}")


def _why(tracer: Label, target: Label, permission: str) -> str:
    verb = "tracing" if permission == "trace" else "reading"
    if isinstance(tracer, Unsure) or isinstance(target, Unsure):
        return "What AppArmor says depends on the profiles of debugger and target"
    peer = "an unconfined process" if target == UNCONFINED else f"a process under {target}"
    return f"The AppArmor profile {tracer} does not allow {verb} {peer}"
