"""The fields that are read, held against the official client's models: none made up, none of theirs forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes import client

from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.security.unknown_keys import NESTED

LEVELS: list[tuple[str, frozenset[str]]] = [
    ("V1PodSpec", fields.POD),
    ("V1PodSecurityContext", fields.POD_SECURITY | fields.POD_ONLY_SECURITY | fields.WINDOWS),
    ("V1SecurityContext", fields.CONTAINER_SECURITY | fields.WINDOWS),
    ("V1Container", fields.CONTAINER),
    ("V1Container", fields.INIT_CONTAINER),
    ("V1EphemeralContainer", fields.EPHEMERAL_CONTAINER),
    ("V1Capabilities", fields.CAPABILITIES),
    ("V1SeccompProfile", fields.SECCOMP_PROFILE),
    ("V1AppArmorProfile", fields.APPARMOR_PROFILE),
    ("V1SELinuxOptions", fields.SELINUX_OPTIONS),
    ("V1Probe", fields.PROBE),
    ("V1LifecycleHandler", fields.PROBE),
    ("V1ExecAction", fields.EXEC),
    ("V1Lifecycle", fields.LIFECYCLE),
    ("V1EnvVar", fields.ENV),
    ("V1Volume", fields.VOLUME),
    ("V1HostPathVolumeSource", fields.HOST_PATH),
    ("V1VolumeMount", fields.VOLUME_MOUNT),
    ("V1VolumeDevice", fields.VOLUME_DEVICE),
    ("V1PodOS", fields.OS),
    ("V1Sysctl", fields.SYSCTL),
    ("V1ContainerPort", fields.PORT),
    ("V1ObjectMeta", fields.METADATA),
]

# What is there and not read, with the reason why it does not matter to a debugger's permissions.
NOT_READ = {
    "V1PodSecurityContext": {
        "fsGroup": "owns volumes; no gate of ptrace asks for it",
        "fsGroupChangePolicy": "owns volumes",
        "seLinuxChangePolicy": "how volumes are relabelled",
        "supplementalGroups": "a ptrace check compares uid and gid, not the further groups",
        "supplementalGroupsPolicy": "as supplementalGroups",
    },
    "V1SecurityContext": {
        "readOnlyRootFilesystem": "core files may not be written, which is no permission of the debugger",
    },
    "V1PodSpec": {
        "runtimeClassName": "names a handler of the cluster, which the file does not describe",
        "serviceAccountName": "the API's permissions, not the kernel's",
    },
    "V1SELinuxOptions": {
        "level": "categories keep containers apart; within one they are equal",
    },
}


def _fields_of(model: str) -> set[str]:
    found: dict[str, str] = getattr(client, model).attribute_map
    return set(found.values())


@pytest.mark.parametrize(("model", "read"), LEVELS, ids=[model for model, _ in LEVELS])
def test_every_field_that_is_read_exists_there(model: str, read: frozenset[str]) -> None:
    assert read <= _fields_of(model)


@pytest.mark.parametrize(
    "model",
    [
        *("V1PodSecurityContext", "V1SecurityContext", "V1Capabilities"),
        *("V1SeccompProfile", "V1AppArmorProfile", "V1SELinuxOptions"),
    ],
)
def test_every_security_field_is_read_or_named_with_a_reason(model: str) -> None:
    read = dict(LEVELS)[model]
    reasons = NOT_READ.get(model, {})
    assert not read & set(reasons)
    assert _fields_of(model) == read | set(reasons)


def test_all_there_are() -> None:
    assert _fields_of("V1PodSecurityContext") == fields.EVERY_POD_SECURITY
    assert _fields_of("V1SecurityContext") == fields.EVERY_CONTAINER_SECURITY
    models = {"appArmorProfile": "V1AppArmorProfile", "seLinuxOptions": "V1SELinuxOptions"}
    models |= {"capabilities": "V1Capabilities", "seccompProfile": "V1SeccompProfile"}
    assert {field: _fields_of(model) for field, model in models.items()} == NESTED
    refused = {"command", "image", "lifecycle", "name", "volumeDevices"}
    assert _fields_of("V1Container") - refused == fields.CUSTOM_CONTAINER


def test_the_host_and_namespace_fields_of_a_pod_are_read_or_named() -> None:
    telling = ("host", "share", "runtime", "serviceaccountname", "security", "os")
    names = {name for name in _fields_of("V1PodSpec") if name.lower().startswith(telling)}
    not_telling = {"hostAliases", "hostname", "hostnameOverride"}  # names in DNS
    assert names - not_telling <= fields.POD | set(NOT_READ["V1PodSpec"])


def test_what_is_only_for_linux_exists() -> None:
    assert _fields_of("V1PodSpec") >= fields.LINUX_POD
    both = _fields_of("V1PodSecurityContext") | _fields_of("V1SecurityContext")
    assert both == fields.LINUX_SECURITY | fields.WINDOWS | {"runAsNonRoot"}


def _pod(**spec: Any) -> str:
    import json

    return json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec})


CHANGES: dict[str, Any] = {
    "containers": [{"name": "b"}],
    "ephemeralContainers": [{"name": "b"}],
    "initContainers": [{"name": "b"}],
    "hostIPC": True,
    "hostNetwork": True,
    "hostPID": True,
    "hostUsers": False,
    "nodeSelector": {"kubernetes.io/os": "windows"},
    "os": {"name": "windows"},
    "securityContext": {"runAsUser": 1},
    "shareProcessNamespace": True,
    "volumes": [{"name": "v", "hostPath": {"path": "/x"}}],
    "args": ["x"],
    "command": ["x"],
    "env": [{"name": "X"}],
    "image": "x",
    "lifecycle": {"preStop": {"exec": {"command": ["x"]}}},
    "livenessProbe": {"exec": {"command": ["x"]}},
    "name": "b",
    "ports": [{"containerPort": 1, "hostPort": 2}],
    "sysctls": [{"name": "x", "value": "1"}],
    "readinessProbe": {"exec": {"command": ["x"]}},
    "restartPolicy": "Always",
    "startupProbe": {"exec": {"command": ["x"]}},
    "stdin": True,
    "targetContainerName": "a",
    "tty": True,
    "volumeDevices": [{"name": "v", "devicePath": "/dev/x"}],
    "volumeMounts": [{"name": "v", "mountPath": "/x"}],
    "allowPrivilegeEscalation": False,
    "appArmorProfile": {"type": "Unconfined"},
    "capabilities": {"add": ["X"]},
    "privileged": True,
    "procMount": "Unmasked",
    "runAsGroup": 5,
    "runAsNonRoot": True,
    "runAsUser": 7,
    "seLinuxOptions": {"type": "x_t"},
    "seccompProfile": {"type": "Unconfined"},
    "windowsOptions": {"hostProcess": True},
}


def _seen(spec: dict[str, Any]) -> str:
    from tests.unit.formats.reading import outcome

    found, _ = outcome(_pod(**spec), "pod.json")
    if not isinstance(found, tuple):
        return repr(found)
    drop = ("document", "header")
    return repr(
        [{k: _plain(v) for k, v in container._asdict().items() if k not in drop} for container in found[0].containers]
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "via"):
        return (_plain(value.value), value.via, value.place.path)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return value if not hasattr(value, "_asdict") else value._asdict()


def _with(level: str, field: str, value: Any) -> dict[str, Any]:
    container: dict[str, Any] = {"name": "a"}
    ephemeral: dict[str, Any] = {"name": "e", "securityContext": {}}
    init: dict[str, Any] = {"name": "i"}
    mounts = [{"name": "v", "mountPath": "/m"}]
    pod = {"runAsUser": 1000}
    spec: dict[str, Any] = {"containers": [container], "ephemeralContainers": [ephemeral], "securityContext": pod}
    container["volumeMounts"] = mounts
    if field in fields.WINDOWS:  # beside settings of Linux they do not count
        spec = {"containers": [container], "ephemeralContainers": [ephemeral]}
        pod = spec["securityContext"] = {}
    target = {"pod": spec, "pod context": pod, "container": container, "ephemeral": ephemeral, "init": init}
    target["own context"] = container.setdefault("securityContext", {}) if level == "own context" else {}
    spec |= {"initContainers": [init]} if level == "init" else {}
    target[level][field] = value
    return spec


LOOKED_AT = [
    *(("pod", field) for field in sorted(fields.POD)),
    *(("pod context", field) for field in sorted(fields.POD_SECURITY | fields.POD_ONLY_SECURITY | fields.WINDOWS)),
    *(("container", field) for field in sorted(fields.CONTAINER)),
    *(("init", field) for field in sorted(fields.INIT_CONTAINER)),
    *(("ephemeral", field) for field in sorted(fields.EPHEMERAL_CONTAINER)),
    *(("own context", field) for field in sorted(fields.CONTAINER_SECURITY | fields.WINDOWS)),
]


@pytest.mark.parametrize(("level", "field"), LOOKED_AT)
def test_every_field_in_the_lists_changes_what_is_read(level: str, field: str) -> None:
    spec = _with(level, field, CHANGES[field])
    without = _with(level, "anything", 1)
    assert _seen(spec) != _seen(without)
