"""Who a debugger runs as, privileges that it gains when it is started, and what keeps it from them."""

from __future__ import annotations

from capslint.api.rule import Context
from capslint.api.what_if import may_gain_privileges
from capslint.images.users import user_of
from capslint.model import Answer, Container, Evidence, Sureness, Switch, Unknown, User


def switch_from_root(evidence: Evidence) -> Switch | None:
    """Return the wrapper that makes another user than root of the debugger: the last one, if it does so."""
    last = evidence.becomes
    return None if last is None or isinstance(last.whom, Unknown) or last.gives_root else last


def run_by_itself(evidence: Evidence) -> Evidence:
    """Return ``evidence`` of the same debugger, run as the container's user: no wrapper or hook names another."""
    exec_as = evidence.exec_as
    if not evidence.switches and (exec_as is None or exec_as.user is None):
        return evidence
    return evidence._replace(switches=(), exec_as=exec_as and exec_as._replace(user=None))


def started_as(evidence: Evidence, container: Container) -> User | Unknown | None:
    """Return who starts the debugger, or its first wrapper: whom the hook names, else the container's user."""
    if evidence.exec_as is not None and evidence.exec_as.user is not None:
        return evidence.exec_as.user
    worked_as = container.exec_as if evidence.sureness is not Sureness.COMMAND else None
    return worked_as.user if worked_as is not None and worked_as.user is not None else user_of(container)


def user_not_root(evidence: Evidence, container: Container) -> str | None:
    """Return who the debugger runs as, for a sentence; None if that is root or not known."""
    if evidence.becomes is not None:
        switch = switch_from_root(evidence)
        return switch and f"{switch.by} runs it as {switch.user}"
    user = started_as(evidence, container)
    if not isinstance(user, User) or user.uid == 0:
        return None
    return f"it runs as user {user.uid if user.uid is not None else user.name}"


def is_kept_from_gaining(evidence: Evidence, container: Container, ctx: Context) -> bool:
    """Return whether ``no-new-privileges`` alone is why the operation fails in ``container``, the context's own.

    sudo itself ends where the flag is set and it does not already run as root (sudo 1.8.32, ``src/sudo.c``).
    """
    if container.no_new_privileges.value is not True:
        return False
    if evidence.through_sudo and _is_another_user(started_as(evidence, container)):
        return True
    if ctx.judge(evidence).answer is not Answer.FAILS:
        return False
    return ctx.judge(evidence, may_gain_privileges(container)).answer is not Answer.FAILS


def _is_another_user(user: User | Unknown | None) -> bool:
    if not isinstance(user, User):
        return False
    return user.uid != 0 if user.uid is not None else user.name not in (None, "root")
