"""The built-in rules. They come in by the same door as anyone's: an entry point in the group ``capslint.rules``.

The module of a rule is imported when the rule is first asked: most files have nothing to say to most rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from capslint.api import Container, Context, Finding, Rule
from capslint_rules.known_metas import METAS

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULES = (
    "all_capabilities",
    "apparmor_unconfined",
    "blocked_by_no_new_privileges",
    "blocked_by_seccomp_profile",
    "broad_capability",
    "contradictory_capabilities",
    "dead_annotation",
    "debug_grant_always_on",
    "debugger_fails",
    "debugger_in_workspace",
    "deprecated_security_opt_colon",
    "docker_format_localhost_profile",
    "duplicate_merged_option",
    "expired_ignore",
    "fixed_aslr",
    "host_pid_namespace",
    "inert_capability",
    "invisible_target",
    "malformed_ignore",
    "malformed_security_opt",
    "misplaced_security_field",
    "missing_capability",
    "missing_seccomp_profile",
    "missing_sys_ptrace",
    "permissive_seccomp_profile",
    "pod_security_violation",
    "prefixed_capability",
    "privileged_container",
    "privileged_step",
    "reasonless_ignore",
    "redundant_grant",
    "refused_container",
    "rejected_combination",
    "seccomp_unconfined",
    "selinux_disabled",
    "unknown_capability",
    "unknown_security_value",
    "unmasked_proc",
    "unneeded_sys_ptrace",
    "unused_ignore",
)


class _CheckOf:
    """The check of the rule in ``module``, which is imported when the rule is first asked."""

    def __init__(self, module: str) -> None:
        self.__module__ = f"{__name__}.{module}"  # where its README is looked for
        self.module = module
        self.found: Callable[[Container, Context], Iterator[Finding]] | None = None

    def __call__(self, container: Container, ctx: Context) -> Iterator[Finding]:
        """Return what the rule finds."""
        if self.found is None:
            rule = imported_rule(self.module)
            if rule.meta != METAS[self.module]:
                raise RuntimeError("its META has changed: run python tests/generators/build_rule_docs.py")
            self.found = rule.check
        return self.found(container, ctx)


def imported_rule(module: str) -> Rule:
    """Return the rule in ``module``, which is imported for it."""
    rule: Rule = import_module(f"{__name__}.{module}").RULE
    return rule


def rule_of(module: str) -> Rule:
    """Return the rule in ``module``; only one that is not among the known ones, a new one, is imported for that."""
    return Rule(METAS[module], _CheckOf(module)) if module in METAS else imported_rule(module)


RULES: tuple[Rule, ...] = tuple(map(rule_of, _MODULES))
