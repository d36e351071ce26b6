"""What the Kubernetes format is called, the words by which its fields show, and how it says what rules speak of."""

from __future__ import annotations

from capslint.formats.format import Spelling

NAME = "kubernetes"
TITLE = "Kubernetes"
ARTICLE = f"a {TITLE} manifest with containers"
EXAMPLE_SUFFIX = ".k8s.yaml"
SPELLING = Spelling(
    no_apparmor="appArmorProfile.type: Unconfined",
    no_new_privileges="allowPrivilegeEscalation: false",
    as_root="runAsUser: 0",
    unknown_key="the API server drops or refuses a field that it does not know there",
    # kubernetes pkg/volume: the kubelet relabels what supports it; pkg/volume/hostpath says SELinuxRelabel: false.
    shared_files="the kubelet labels the volumes of the pod for it, except hostPath ones",
    see_processes="set shareProcessNamespace: true, with which all containers of the pod see each other's processes",
    devices="let a device plugin of the cluster give it those that it needs",
    context="securityContext",
    seccomp="seccompProfile",
    apparmor="appArmorProfile",
    paste=("securityContext: {{capabilities: {{add: [{}]}}}}", "{}", ", "),
)

_CAPABILITIES = ("apabilities",)
WORDS: dict[str, tuple[str, ...]] = {
    "apparmor": ("pparmor", "ppArmor"),
    "cap_add": _CAPABILITIES,
    "cap_drop": _CAPABILITIES,
    "exclusions": ("allowPrivilegeEscalation", "hostPID", "procMount", "Localhost", "apparmor.security"),
    "admission_fields": ("hostNetwork", "hostPath", "hostPort", "sysctls", "seLinux"),
    "ipc": ("hostIPC",),
    "misplaced": (
        *("apabilities", "cap_", "capAdd", "capDrop", "rivileged", "runAs", "readOnlyRoot", "seLinux", "seccomp"),
        *("procMount", "allowPrivilege", "fsGroup", "supplementalGroups", "sysctls", "ppArmor", "hostPID", "hostIPC"),
        *("hostUsers", "shareProcess", "windowsOptions", "securityContext", "securityOpt"),
        *("security_opt", "devices", "ipc:", 'ipc"', "pid:", 'pid"', "userns"),
    ),
    "no_new_privileges": ("allowPrivilege",),
    "pid": ("pid", "hostPID"),
    "privileged": ("rivileged",),
    "refused": ("seccompProfile", "ppArmorProfile", "procMount", "apparmor.security"),
    "seccomp": ("seccomp", "ocalhost"),
    "run_as_non_root": ("runAsNonRoot",),
    "selinux": ("seLinux", "SELinux"),
    "sysctls": ("sysctls",),
    "unmasked_proc": ("procMount",),
    "user": ("runAs",),
    "written_annotations": ("seccomp.security", "apparmor.security"),
}
