"""The built-in rules. They come in by the same door as anyone's: an entry point in the group ``capslint.rules``."""

from capslint.api import Rule
from capslint_rules.all_capabilities import RULE as ALL_CAPABILITIES
from capslint_rules.apparmor_unconfined import RULE as APPARMOR_UNCONFINED
from capslint_rules.blocked_by_no_new_privileges import RULE as BLOCKED_BY_NO_NEW_PRIVILEGES
from capslint_rules.blocked_by_seccomp_profile import RULE as BLOCKED_BY_SECCOMP_PROFILE
from capslint_rules.broad_capability import RULE as BROAD_CAPABILITY
from capslint_rules.contradictory_capabilities import RULE as CONTRADICTORY_CAPABILITIES
from capslint_rules.dead_annotation import RULE as DEAD_ANNOTATION
from capslint_rules.debug_grant_always_on import RULE as DEBUG_GRANT_ALWAYS_ON
from capslint_rules.deprecated_security_opt_colon import RULE as DEPRECATED_SECURITY_OPT_COLON
from capslint_rules.docker_format_localhost_profile import RULE as DOCKER_FORMAT_LOCALHOST_PROFILE
from capslint_rules.duplicate_merged_option import RULE as DUPLICATE_MERGED_OPTION
from capslint_rules.fixed_aslr import RULE as FIXED_ASLR
from capslint_rules.host_pid_namespace import RULE as HOST_PID_NAMESPACE
from capslint_rules.inert_capability import RULE as INERT_CAPABILITY
from capslint_rules.invisible_target import RULE as INVISIBLE_TARGET
from capslint_rules.malformed_security_opt import RULE as MALFORMED_SECURITY_OPT
from capslint_rules.misplaced_security_field import RULE as MISPLACED_SECURITY_FIELD
from capslint_rules.missing_capability import RULE as MISSING_CAPABILITY
from capslint_rules.missing_seccomp_profile import RULE as MISSING_SECCOMP_PROFILE
from capslint_rules.missing_sys_ptrace import RULE as MISSING_SYS_PTRACE
from capslint_rules.permissive_seccomp_profile import RULE as PERMISSIVE_SECCOMP_PROFILE
from capslint_rules.pod_security_violation import RULE as POD_SECURITY_VIOLATION
from capslint_rules.prefixed_capability import RULE as PREFIXED_CAPABILITY
from capslint_rules.privileged_container import RULE as PRIVILEGED_CONTAINER
from capslint_rules.redundant_grant import RULE as REDUNDANT_GRANT
from capslint_rules.rejected_combination import RULE as REJECTED_COMBINATION
from capslint_rules.seccomp_unconfined import RULE as SECCOMP_UNCONFINED
from capslint_rules.selinux_disabled import RULE as SELINUX_DISABLED
from capslint_rules.unknown_capability import RULE as UNKNOWN_CAPABILITY
from capslint_rules.unknown_security_value import RULE as UNKNOWN_SECURITY_VALUE
from capslint_rules.unmasked_proc import RULE as UNMASKED_PROC
from capslint_rules.unneeded_sys_ptrace import RULE as UNNEEDED_SYS_PTRACE
from capslint_rules.unused_ignore import RULE as UNUSED_IGNORE

RULES: tuple[Rule, ...] = (
    ALL_CAPABILITIES,
    APPARMOR_UNCONFINED,
    BLOCKED_BY_NO_NEW_PRIVILEGES,
    BLOCKED_BY_SECCOMP_PROFILE,
    BROAD_CAPABILITY,
    CONTRADICTORY_CAPABILITIES,
    DEAD_ANNOTATION,
    DEBUG_GRANT_ALWAYS_ON,
    DEPRECATED_SECURITY_OPT_COLON,
    DOCKER_FORMAT_LOCALHOST_PROFILE,
    DUPLICATE_MERGED_OPTION,
    FIXED_ASLR,
    HOST_PID_NAMESPACE,
    INERT_CAPABILITY,
    INVISIBLE_TARGET,
    MALFORMED_SECURITY_OPT,
    MISPLACED_SECURITY_FIELD,
    MISSING_CAPABILITY,
    MISSING_SECCOMP_PROFILE,
    MISSING_SYS_PTRACE,
    PERMISSIVE_SECCOMP_PROFILE,
    POD_SECURITY_VIOLATION,
    PREFIXED_CAPABILITY,
    PRIVILEGED_CONTAINER,
    REDUNDANT_GRANT,
    REJECTED_COMBINATION,
    SECCOMP_UNCONFINED,
    SELINUX_DISABLED,
    UNKNOWN_CAPABILITY,
    UNKNOWN_SECURITY_VALUE,
    UNMASKED_PROC,
    UNNEEDED_SYS_PTRACE,
    UNUSED_IGNORE,
)
