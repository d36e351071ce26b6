"""Who a debugger runs as, privileges that it gains when it is started, and what keeps it from them."""

from __future__ import annotations

from capslint.model import Answer, Container, Evidence, Switch, Unknown, User
from capslint.rule import Context
from capslint.rulekit.imagine import may_gain_privileges


def switch_from_root(evidence: Evidence) -> Switch | None:
    """Give the wrapper that makes another user than root of the debugger: the last one, if it does so."""
    last = evidence.switches[-1] if evidence.switches else None
    return None if last is None or isinstance(last.whom, Unknown) or last.gives_root else last


def run_by_itself(evidence: Evidence) -> Evidence:
    """Give ``evidence`` of the same debugger, run as the container's user: without a wrapper that changes that."""
    return evidence._replace(switches=()) if evidence.switches else evidence


def is_kept_from_gaining(evidence: Evidence, container: Container, ctx: Context) -> bool:
    """Say whether ``no-new-privileges`` alone is why the operation fails in ``container``, the context's own.

    sudo itself ends where the flag is set and it does not already run as root (sudo 1.8.32, ``src/sudo.c``).
    """
    if container.no_new_privileges.value is not True:
        return False
    if evidence.through_sudo and _is_another_user(container):
        return True
    if ctx.judge(evidence).answer is not Answer.FAILS:
        return False
    return ctx.judge(evidence, may_gain_privileges(container)).answer is not Answer.FAILS


def _is_another_user(container: Container) -> bool:
    user = container.user.value
    if not isinstance(user, User):
        return False
    return user.uid != 0 if user.uid is not None else user.name not in (None, "root")
