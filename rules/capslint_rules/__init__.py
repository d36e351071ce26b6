"""The built-in rules. They come in by the same door as anyone's: an entry point in the group ``capslint.rules``."""

from capslint.api import Rule

_MODULES = (
    "all_capabilities",
    "apparmor_unconfined",
    "blocked_by_no_new_privileges",
    "blocked_by_seccomp_profile",
    "broad_capability",
    "contradictory_capabilities",
    "dead_annotation",
    "debug_grant_always_on",
    "deprecated_security_opt_colon",
    "docker_format_localhost_profile",
    "duplicate_merged_option",
    "fixed_aslr",
    "host_pid_namespace",
    "inert_capability",
    "invisible_target",
    "malformed_security_opt",
    "misplaced_security_field",
    "missing_capability",
    "missing_seccomp_profile",
    "missing_sys_ptrace",
    "permissive_seccomp_profile",
    "pod_security_violation",
    "prefixed_capability",
    "privileged_container",
    "redundant_grant",
    "rejected_combination",
    "seccomp_unconfined",
    "selinux_disabled",
    "unknown_capability",
    "unknown_security_value",
    "unmasked_proc",
    "unneeded_sys_ptrace",
    "unused_ignore",
)

RULES: tuple[Rule, ...] = tuple(__import__(f"{__name__}.{module}", fromlist=["RULE"]).RULE for module in _MODULES)
