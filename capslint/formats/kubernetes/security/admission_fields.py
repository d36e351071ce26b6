"""What a pod is given that no gate of a debugger asks for, and the admission of its namespace does.

Source of the places: k8s.io/api ``core/v1/types.go``; of what admission looks at: k8s.io/pod-security-admission
``policy/check_*.go``.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.formats.kubernetes import fields
from capslint.formats.reading.scalars import integer, kubernetes_boolean, scalar_text
from capslint.formats.reading.view import View
from capslint.model import AdmissionField, AdmissionFieldKind, Setting

AdmissionFields = tuple[Setting[AdmissionField], ...]
_SELINUX = {"user": AdmissionFieldKind.SELINUX_USER, "role": AdmissionFieldKind.SELINUX_ROLE}


def read_pod_fields(entries: dict[str, View]) -> AdmissionFields:
    """Return what a pod's spec gives to all its containers: of the host, and in its securityContext."""
    found = [*_network(entries.get("hostNetwork")), *_paths(entries.get("volumes"))]
    context = entries.get("securityContext")
    if context is not None:
        selected = context.tree.select(context, fields.POD_ONLY_SECURITY)
        found += [*_sysctls(selected.get("sysctls")), *_selinux(selected.get("seLinuxOptions"))]
    return tuple(found)


def read_own_fields(entries: dict[str, View], own: dict[str, View]) -> AdmissionFields:
    """Return what one container is given, by its fields and by those of its own securityContext."""
    return (*_ports(entries.get("ports")), *_selinux(own.get("seLinuxOptions")))


def read_sysctls(given: AdmissionFields) -> tuple[Setting[str], ...]:
    """Return the names of the kernel's settings among what a pod is given."""
    return tuple(field.with_value(field.value.name) for field in given if field.value.kind is AdmissionFieldKind.SYSCTL)


def _network(view: View | None) -> Iterator[Setting[AdmissionField]]:
    if view is not None and kubernetes_boolean(view, "hostNetwork") is True:
        yield _field(view, AdmissionFieldKind.HOST_NETWORK, "true")


def _paths(volumes: View | None) -> Iterator[Setting[AdmissionField]]:
    for volume in volumes.tree.items(volumes) if volumes is not None else ():
        host_path = volume.tree.select(volume, fields.VOLUME).get("hostPath")
        if host_path is not None:
            path = scalar_text(host_path.tree.select(host_path, fields.HOST_PATH).get("path"))
            if path:
                yield _field(host_path, AdmissionFieldKind.HOST_PATH, path)


def _ports(ports: View | None) -> Iterator[Setting[AdmissionField]]:
    for port in ports.tree.items(ports) if ports is not None else ():
        view = port.tree.select(port, fields.PORT).get("hostPort")
        number = integer(scalar_text(view) or "") if view is not None else None
        if view is not None and number:
            yield _field(view, AdmissionFieldKind.HOST_PORT, str(number))


def _sysctls(sysctls: View | None) -> Iterator[Setting[AdmissionField]]:
    for sysctl in sysctls.tree.items(sysctls) if sysctls is not None else ():
        view = sysctl.tree.select(sysctl, fields.SYSCTL).get("name")
        name = scalar_text(view)
        if view is not None and name:
            yield _field(view, AdmissionFieldKind.SYSCTL, name)


def _selinux(options: View | None) -> Iterator[Setting[AdmissionField]]:
    for name, view in options.tree.select(options, fields.SELINUX_OPTIONS).items() if options is not None else ():
        value = scalar_text(view)
        if name in _SELINUX and value:
            yield _field(view, _SELINUX[name], value)


def _field(view: View, kind: AdmissionFieldKind, name: str) -> Setting[AdmissionField]:
    return Setting(AdmissionField(kind, name), view.place(), view.via)
