"""Made from the rules by tests/generators/build_rule_docs.py: change these, not this."""

# ruff: noqa: E501
# fmt: off
from capslint.api import Fact, Fixes, RuleMeta, Severity

METAS = {
    'all_capabilities': RuleMeta(id='all-capabilities', summary='a container is given every capability', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('cap_add', )),
    'apparmor_unconfined': RuleMeta(id='apparmor-unconfined', summary='AppArmor does not confine a container', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('apparmor', )),
    'blocked_by_no_new_privileges': RuleMeta(id='blocked-by-no-new-privileges', summary='a debugger needs sudo or file capabilities, and the container may gain no privileges', severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', debuggers=True),
    'blocked_by_seccomp_profile': RuleMeta(id='blocked-by-seccomp-profile', summary="the container's own seccomp profile refuses what the debugger calls", severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', facts=(Fact.PROFILE_FILES, ), fields=('seccomp', )),
    'broad_capability': RuleMeta(id='broad-capability', summary='a container has SYS_ADMIN although its debugger needs less', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('cap_add', )),
    'contradictory_capabilities': RuleMeta(id='contradictory-capabilities', summary='a capability is added and dropped at once', severity=Severity.ERROR, fixes=Fixes.ALWAYS, since='0.1.0', fields=('cap_add', 'cap_drop', )),
    'dead_annotation': RuleMeta(id='dead-annotation', summary='a security annotation has no effect', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', facts=(Fact.ANNOTATIONS, ), fields=('written_annotations', )),
    'debug_grant_always_on': RuleMeta(id='debug-grant-always-on', summary='a service holds what only debugging needs whenever the project is started', severity=Severity.INFO, fixes=Fixes.NEVER, since='0.1.0', opt_in=True, facts=(Fact.OPTIONAL_CONTAINERS, )),
    'deprecated_security_opt_colon': RuleMeta(id='deprecated-security-opt-colon', summary='a security option is written with the deprecated colon instead of =', severity=Severity.INFO, fixes=Fixes.ALWAYS, since='0.1.0', opt_in=True, facts=(Fact.SECURITY_OPTIONS, ), fields=('security_options', )),
    'docker_format_localhost_profile': RuleMeta(id='docker-format-localhost-profile', summary="a node's seccomp profile has conditions of Docker's format, which containerd does not read", severity=Severity.WARNING, fixes=Fixes.NEVER, since='0.1.0', facts=(Fact.NODE_PROFILES, ), fields=('seccomp', )),
    'duplicate_merged_option': RuleMeta(id='duplicate-merged-option', summary='a service has the same security option twice once its files are merged', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', facts=(Fact.SECURITY_OPTIONS, ), fields=('security_options', )),
    'fixed_aslr': RuleMeta(id='fixed-aslr', summary='a debugger cannot switch off the randomization of addresses', severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', debuggers=True),
    'host_pid_namespace': RuleMeta(id='host-pid-namespace', summary='a container sees every process of the host', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('pid', )),
    'inert_capability': RuleMeta(id='inert-capability', summary="a debugger's capability is granted to a container that does not run as root", severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', fields=('cap_add', )),
    'invisible_target': RuleMeta(id='invisible-target', summary='a debugger attaches to a process in another PID namespace', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', debuggers=True),
    'malformed_security_opt': RuleMeta(id='malformed-security-opt', summary='a security option is none that the engine takes', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', facts=(Fact.SECURITY_OPTIONS, ), fields=('security_options', )),
    'misplaced_security_field': RuleMeta(id='misplaced-security-field', summary='a security field stands where nobody reads it', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('misplaced', )),
    'missing_capability': RuleMeta(id='missing-capability', summary='a profiler or tracer fails because the container lacks a capability', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', debuggers=True),
    'missing_seccomp_profile': RuleMeta(id='missing-seccomp-profile', summary='the seccomp profile that the file names is not there', severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', facts=(Fact.PROFILE_FILES, ), fields=('seccomp', )),
    'missing_sys_ptrace': RuleMeta(id='missing-sys-ptrace', summary='a debugger fails because the container lacks the capability SYS_PTRACE', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', debuggers=True),
    'permissive_seccomp_profile': RuleMeta(id='permissive-seccomp-profile', summary="the container's seccomp profile allows every call that it does not name", severity=Severity.WARNING, fixes=Fixes.NEVER, since='0.1.0', fields=('seccomp', )),
    'pod_security_violation': RuleMeta(id='pod-security-violation', summary="the pod's namespace enforces a Pod Security Standard that rejects a grant", severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', facts=(Fact.ADMISSION, ), fields=('cap_add', 'privileged', 'pid', 'ipc', 'admission_fields', 'seccomp', 'apparmor', 'unmasked_proc', 'selinux', 'no_new_privileges', 'user', 'written_annotations', )),
    'prefixed_capability': RuleMeta(id='prefixed-capability', summary='a capability is written with CAP_, which is no part of the name', severity=Severity.ERROR, fixes=Fixes.ALWAYS, since='0.1.0', facts=(Fact.BARE_CAPABILITY_NAMES, ), fields=('cap_add', 'cap_drop', )),
    'privileged_container': RuleMeta(id='privileged-container', summary='a container runs privileged', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('privileged', )),
    'privileged_step': RuleMeta(id='privileged-step', summary='a hook or a build is privileged', severity=Severity.WARNING, fixes=Fixes.NEVER, since='0.1.0', facts=(Fact.PRIVILEGED_STEPS, ), fields=('privileged_steps', )),
    'redundant_grant': RuleMeta(id='redundant-grant', summary='a grant gives nothing that the container does not have already', severity=Severity.INFO, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('cap_add', 'privileged', 'seccomp', )),
    'rejected_combination': RuleMeta(id='rejected-combination', summary='the API server refuses the pod, because two of its settings exclude each other', severity=Severity.ERROR, fixes=Fixes.NEVER, since='0.1.0', facts=(Fact.VALIDATION, ), fields=('exclusions', )),
    'seccomp_unconfined': RuleMeta(id='seccomp-unconfined', summary='a container runs without a seccomp filter', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('seccomp', )),
    'selinux_disabled': RuleMeta(id='selinux-disabled', summary='SELinux does not confine a container', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('selinux', )),
    'unknown_capability': RuleMeta(id='unknown-capability', summary='a list of capabilities holds a name that Linux does not know', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('cap_add', 'cap_drop', )),
    'unknown_security_value': RuleMeta(id='unknown-security-value', summary='a setting of seccomp, AppArmor or /proc holds a word that the API server does not take', severity=Severity.ERROR, fixes=Fixes.SOMETIMES, since='0.1.0', facts=(Fact.VALIDATION, ), fields=('refused', )),
    'unmasked_proc': RuleMeta(id='unmasked-proc', summary='a container sees the parts of /proc that engines hide', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('unmasked_proc', )),
    'unneeded_sys_ptrace': RuleMeta(id='unneeded-sys-ptrace', summary='a container has SYS_PTRACE although its debugger works without', severity=Severity.WARNING, fixes=Fixes.SOMETIMES, since='0.1.0', fields=('cap_add', )),
    'unused_ignore': RuleMeta(id='unused-ignore', summary='a comment tells capslint to ignore what it does not find', severity=Severity.INFO, fixes=Fixes.NEVER, since='0.1.0', words=('capslint:', )),
}
