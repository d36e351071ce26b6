"""Privileges that a debugger gains when it is started, and what keeps it from them."""

from __future__ import annotations

from capslint.model import Answer, Container, Evidence, User
from capslint.rule import Context
from capslint.rulekit.imagine import may_gain_privileges


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
