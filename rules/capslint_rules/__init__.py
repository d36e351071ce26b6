"""The built-in rules. They come in by the same door as anyone's: an entry point in the group ``capslint.rules``."""

from capslint.api import Rule
from capslint_rules.missing_sys_ptrace import RULE as MISSING_SYS_PTRACE
from capslint_rules.privileged_container import RULE as PRIVILEGED_CONTAINER
from capslint_rules.seccomp_unconfined import RULE as SECCOMP_UNCONFINED

RULES: tuple[Rule, ...] = (
    MISSING_SYS_PTRACE,
    PRIVILEGED_CONTAINER,
    SECCOMP_UNCONFINED,
)
