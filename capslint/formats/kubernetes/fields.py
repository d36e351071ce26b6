"""The Kubernetes fields that are read, level by level. What is not here is never looked at.

Names as in k8s.io/api ``core/v1/types.go``; a test holds the lists against the official client's models.
"""

from __future__ import annotations

POD = frozenset(
    (
        "containers",
        "ephemeralContainers",
        "hostIPC",
        "hostNetwork",
        "hostPID",
        "hostUsers",
        "initContainers",
        "nodeSelector",
        "os",
        "securityContext",
        "shareProcessNamespace",
        "volumes",
    )
)
"""PodSpec."""

POD_SECURITY = frozenset(
    (
        "appArmorProfile",
        "runAsGroup",
        "runAsNonRoot",
        "runAsUser",
        "seLinuxOptions",
        "seccompProfile",
    )
)
"""PodSecurityContext, what a container inherits."""

POD_ONLY_SECURITY = frozenset(("seLinuxOptions", "sysctls"))
"""PodSecurityContext, what admission asks for where it stands."""

EVERY_POD_SECURITY = POD_SECURITY | frozenset(
    (
        "fsGroup",
        "fsGroupChangePolicy",
        "seLinuxChangePolicy",
        "supplementalGroups",
        "supplementalGroupsPolicy",
        "sysctls",
        "windowsOptions",
    )
)
"""PodSecurityContext, all there are."""

WINDOWS = frozenset(("windowsOptions",))
"""PodSecurityContext and SecurityContext: what tells a Windows pod."""

CONTAINER_SECURITY = POD_SECURITY | frozenset(("allowPrivilegeEscalation", "capabilities", "privileged", "procMount"))
"""SecurityContext of a container."""

EVERY_CONTAINER_SECURITY = CONTAINER_SECURITY | frozenset(("readOnlyRootFilesystem", "windowsOptions"))
"""SecurityContext of a container, all there are."""

LINUX_POD = frozenset(("hostIPC", "hostPID", "hostUsers", "shareProcessNamespace"))
"""PodSpec: what a pod for Windows is refused with."""

LINUX_SECURITY = (CONTAINER_SECURITY - {"runAsNonRoot"}) | frozenset(
    (
        "fsGroup",
        "fsGroupChangePolicy",
        "readOnlyRootFilesystem",
        "seLinuxChangePolicy",
        "supplementalGroups",
        "supplementalGroupsPolicy",
        "sysctls",
    )
)
"""PodSecurityContext and SecurityContext: the same."""

CONTAINER = frozenset(
    (
        "args",
        "command",
        "env",
        "image",
        "lifecycle",
        "livenessProbe",
        "name",
        "ports",
        "readinessProbe",
        "securityContext",
        "startupProbe",
        "stdin",
        "tty",
        "volumeDevices",
        "volumeMounts",
    )
)
"""Container of ``containers``."""

INIT_CONTAINER = CONTAINER | frozenset(("restartPolicy",))
"""Container of ``initContainers``, where ``restartPolicy: Always`` makes it a sidecar."""

EPHEMERAL_CONTAINER = CONTAINER | frozenset(("targetContainerName",))
"""EphemeralContainer."""

CUSTOM_CONTAINER = (CONTAINER - {"command", "image", "lifecycle", "name", "volumeDevices"}) | frozenset(
    (
        "envFrom",
        "imagePullPolicy",
        "resizePolicy",
        "resources",
        "restartPolicy",
        "restartPolicyRules",
        "stdinOnce",
        "terminationMessagePath",
        "terminationMessagePolicy",
        "workingDir",
    )
)
"""Container, all there are but those that kubectl debug takes none of from a file."""

CAPABILITIES = frozenset(("add", "drop"))
SECCOMP_PROFILE = frozenset(("localhostProfile", "type"))
APPARMOR_PROFILE = frozenset(("localhostProfile", "type"))
SELINUX_OPTIONS = frozenset(("role", "type", "user"))
EVERY_SELINUX_OPTION = SELINUX_OPTIONS | frozenset(("level",))
SYSCTL = frozenset(("name",))
PORT = frozenset(("containerPort", "hostPort"))
PROBE = frozenset(("exec",))
EXEC = frozenset(("command",))
LIFECYCLE = frozenset(("postStart", "preStop"))
ENV = frozenset(("name", "value", "valueFrom"))
VOLUME = frozenset(("hostPath", "name"))
HOST_PATH = frozenset(("path",))
VOLUME_MOUNT = frozenset(("mountPath", "mountPropagation", "name", "readOnly"))
VOLUME_DEVICE = frozenset(("devicePath", "name"))
OS = frozenset(("name",))
NODE_SELECTOR = frozenset(("kubernetes.io/os",))
CONTEXT_ONLY = frozenset(("securityContext",))
METADATA = frozenset(("annotations", "generateName", "name", "namespace"))
ENFORCE = "pod-security.kubernetes.io/enforce"
"""The label of a namespace that says what its admission lets in."""
