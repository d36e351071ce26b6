"""A pod spec as a workload, its containers read with what the pod gives them."""

from __future__ import annotations

from typing import TypeVar

from capslint.cst import Mapping, Path, Sequence
from capslint.formats.format import NotOurs
from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.command import read_commands
from capslint.formats.kubernetes.mounts import read_environment, read_host_paths, read_mounts, read_names, read_ports
from capslint.formats.kubernetes.neighbours import Surroundings
from capslint.formats.kubernetes.pod_search import PodAt
from capslint.formats.kubernetes.security.admission_fields import (
    AdmissionFields,
    read_own_fields,
    read_pod_fields,
    read_sysctls,
)
from capslint.formats.kubernetes.security.annotations import read_annotation
from capslint.formats.kubernetes.security.apparmor_annotations import beside_field, with_unknown_names
from capslint.formats.kubernetes.security.exclusions import with_exclusions
from capslint.formats.kubernetes.security.misplaced import misplaced, misplaced_around_pod, misplaced_in_pod
from capslint.formats.kubernetes.security.refused_values import read_refused
from capslint.formats.kubernetes.security.security_context import CONTEXT, Contexts, read_overridden, read_security
from capslint.formats.kubernetes.vocabulary import NAME
from capslint.formats.kubernetes.windows import is_windows
from capslint.formats.reading.layered import hiding_of, parts_of
from capslint.formats.reading.scalars import is_null, kind, kubernetes_boolean, mapping_expected, scalar_text
from capslint.formats.reading.scalars import text as plain_text
from capslint.formats.reading.view import View, absent
from capslint.model import (
    Annotation,
    Container,
    PidMode,
    PidNamespace,
    PodSecurity,
    Role,
    Setting,
    Starter,
    Unknown,
    Workload,
)
from capslint.source import Span
from capslint.source.budget import CONTAINERS, spend
from capslint.startup.records import NamedTuple

T = TypeVar("T")

_ROLES = (
    ("initContainers", Role.INIT),
    ("containers", Role.MAIN),
    ("ephemeralContainers", Role.EPHEMERAL),
)
_FIELDS = {
    Role.INIT: fields.INIT_CONTAINER,
    Role.MAIN: fields.CONTAINER,
    Role.EPHEMERAL: fields.EPHEMERAL_CONTAINER,
}


_BUILT_IN = frozenset(
    ("Pod", "PodTemplate", "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job")
) | {"CronJob"}


class Pod(NamedTuple):
    """What a pod gives to all its containers. ``entries`` are the fields of its spec."""

    label: str
    spec: View
    entries: dict[str, View]
    annotations: dict[str, View]
    host_paths: dict[str, str]
    pid: Setting[PidMode | Unknown]
    ipc: Setting[str | Unknown | None]
    user_namespace: Setting[str | Unknown | None]
    misplaced: list[tuple[str, View, Path | None]]
    written_annotations: tuple[Annotation, ...]
    namespace: str | None
    is_alone: bool
    shared_pid: Setting[bool] | None
    pod_security: PodSecurity | None
    around: Surroundings
    admission_fields: AdmissionFields
    sysctls: tuple[Setting[str], ...]
    network: Setting[str | Unknown | None]


def read_pod(found: PodAt, carrier: View | None, label: str, around: Surroundings) -> Workload | NotOurs:
    """Return the workload of a pod spec; ``carrier`` is the metadata of the object that carries it."""
    spec, metadata = found.spec, found.metadata
    entries = spec.tree.select(spec, fields.POD)
    listed = [(view, role) for field, role in _ROLES for view in _listed(entries.get(field), field)]
    if is_windows(entries, [view for view, _ in listed]):
        return NotOurs("Windows pod, left alone")
    annotations = _annotations(metadata)
    given = read_pod_fields(entries)
    pod = Pod(
        label,
        spec,
        entries,
        annotations,
        read_host_paths(entries.get("volumes")),
        _pid(spec, entries),
        _flag_as(spec, entries, "hostIPC", on="host", off=None),
        _flag_as(spec, entries, "hostUsers", on=None, off="private"),
        [*misplaced_around_pod(spec, found.around), *misplaced_in_pod(spec, entries.get(CONTEXT))],
        _written_annotations(annotations, {} if carrier is metadata else _annotations(carrier)),
        _namespace(carrier),
        len(listed) == 1,
        _shared_pid(entries.get("shareProcessNamespace")),
        around.policy(_namespace(carrier)),
        around,
        given,
        read_sysctls(given),
        _flag_as(spec, entries, "hostNetwork", on="host", off=None),
    )
    containers = [
        with_exclusions(read_container(pod, view, role))
        for view, role in listed
        if mapping_expected(view, f"{role.value} {view.path[-1]}")
    ]
    overridden = read_overridden(spec, entries, containers)
    if overridden:
        containers = [container._replace(overridden=overridden) for container in containers]
    kind = label.partition("/")[0]
    is_custom = kind not in _BUILT_IN  # which may add containers
    containers = containers if is_custom else with_unknown_names(containers)
    return Workload(label, Starter.KUBELET, tuple(containers), kind=kind, is_custom=is_custom)


def _listed(view: View | None, field: str) -> list[View]:
    if view is None or is_null(view):
        return []
    found = view.tree.items(view)
    if not isinstance(view.node, Sequence):
        view.problem(f"{field} takes a list, not {kind(view.node)}")
    return [item for item in found if not _is_directive(item)]


def _is_directive(item: View) -> bool:
    """Return whether an item of a strategic merge patch only tells what becomes of the list: ``$patch: delete``.

    Source: kubernetes-sigs/kustomize and k8s.io/apimachinery ``pkg/util/strategicpatch/patch.go`` (directiveMarker).
    """
    return isinstance(item.node, Mapping) and item.node.get("$patch") is not None


def _annotations(metadata: View | None) -> dict[str, View]:
    if metadata is None:
        return {}
    view = metadata.tree.select(metadata, fields.METADATA).get("annotations")
    return view.tree.select(view, None) if view is not None else {}


def _written_annotations(own: dict[str, View], carriers: dict[str, View]) -> tuple[Annotation, ...]:
    return tuple(
        read_annotation(name, Setting(scalar_text(view) or "", view.place(), view.via), annotations is own)
        for annotations in (own, carriers)
        for name, view in annotations.items()
    )


def _namespace(metadata: View | None) -> str | None:
    return scalar_text(metadata.tree.select(metadata, fields.METADATA).get("namespace")) if metadata else None


def _pid(spec: View, entries: dict[str, View]) -> Setting[PidMode | Unknown]:
    found: Setting[PidMode | Unknown] | None = None
    for field, whose in (("shareProcessNamespace", PidNamespace.SHARED), ("hostPID", PidNamespace.HOST)):
        view = entries.get(field)
        value = kubernetes_boolean(view, field) if view is not None else None
        if view is None or value is None:
            continue
        if isinstance(value, Unknown):
            found = Setting(value, view.place(), view.via)
        elif value or found is None:
            mode = PidMode(whose if value else PidNamespace.PRIVATE)
            found = Setting(mode, view.place(), view.via)
    return found or absent(spec, "shareProcessNamespace", PidMode(PidNamespace.PRIVATE))


def _shared_pid(view: View | None) -> Setting[bool] | None:
    value = kubernetes_boolean(view, "shareProcessNamespace") if view is not None else None
    return Setting(value, view.place(), view.via) if view is not None and isinstance(value, bool) else None


def _flag_as(
    spec: View, entries: dict[str, View], field: str, on: str | None, off: str | None
) -> Setting[str | Unknown | None]:
    view = entries.get(field)
    value = kubernetes_boolean(view, field) if view is not None else None
    if view is None or value is None:
        return absent(spec, field, None)
    if isinstance(value, Unknown):
        return Setting(value, view.place(), view.via)
    return Setting(on if value else off, view.place(), view.via)


def read_container(pod: Pod, view: View, role: Role) -> Container:
    """Return one container of a pod, with what the pod gives to it."""
    spend(CONTAINERS)
    entries = view.tree.select(view, _FIELDS[role])
    name = scalar_text(entries.get("name")) or " ".join((role.value, *map(str, view.path[-1:])))
    contexts = Contexts.of(view, entries, pod.spec, pod.entries, pod.annotations, name)
    security = read_security(contexts, pod.around)
    target = scalar_text(entries.get("targetContainerName")) if role is Role.EPHEMERAL else None
    if role is Role.INIT and scalar_text(entries.get("restartPolicy")) == "Always":
        role = Role.SIDECAR
    return Container(
        document=view.tree.document,
        path=view.path,
        header=_header(view, entries),
        label=f"{pod.label} {role.value} {name}" if entries.get("name") is not None else f"{pod.label} {name}",
        name=name,
        format=NAME,
        starter=Starter.KUBELET,
        role=role,
        image=_image(view, entries),
        commands=read_commands(entries, view.tree.document),
        privileged=security.privileged,
        cap_add=security.cap_add,
        cap_drop=security.cap_drop,
        seccomp=security.seccomp,
        apparmor=security.apparmor,
        selinux=security.selinux,
        no_new_privileges=security.no_new_privileges,
        unmasked_proc=security.unmasked_proc,
        user=security.user,
        pid=_container_pid(pod.pid, entries.get("targetContainerName"), target),
        ipc=pod.ipc,
        user_namespace=pod.user_namespace,
        run_as_non_root=security.run_as_non_root,
        active_only_in=(),
        devices=read_names(view, entries, "volumeDevices", fields.VOLUME_DEVICE, "devicePath"),
        mounts=read_mounts(view, entries, pod.host_paths),
        environment=read_environment(entries.get("env"), view.tree.document),
        annotations=tuple((key, scalar_text(value) or "") for key, value in pod.annotations.items()),
        build=None,
        debug_target=target or None,
        misplaced=misplaced(view, role.value, entries.get(CONTEXT), pod.misplaced, pod.spec if pod.is_alone else None),
        written_annotations=pod.written_annotations,
        namespace=pod.namespace,
        shared_pid=pod.shared_pid,
        pod_security=pod.pod_security,
        refused=read_refused(contexts, name),
        exclusions=beside_field(contexts, name, is_template=pod.label.partition("/")[0] != "Pod"),
        admission_fields=(*pod.admission_fields, *read_own_fields(entries, contexts.own)),
        sysctls=pod.sysctls,
        network=pod.network,
        tty=_is_on(entries, "tty"),
        stdin_open=_is_on(entries, "stdin"),
        ports=read_ports(entries.get("ports")),
        parts=parts_of(pod.spec, view),
        hiding=hiding_of(pod.spec, view),
    )


def _is_on(entries: dict[str, View], field: str) -> bool:
    view = entries.get(field)
    return view is not None and kubernetes_boolean(view, field) is True


def _container_pid(
    pod: Setting[PidMode | Unknown], view: View | None, target: str | None
) -> Setting[PidMode | Unknown]:
    # An ephemeral container with a target joins that container's namespace, unless it is the pod's or the host's.
    is_private = isinstance(pod.value, PidMode) and pod.value.kind is PidNamespace.PRIVATE
    if target and view is not None and is_private:
        return Setting(PidMode(PidNamespace.CONTAINER, target), view.place(), view.via)
    return pod


def _header(view: View, entries: dict[str, View]) -> Span:
    name = entries.get("name")
    if name is not None and name.key is not None:
        return Span(name.key.start, name.node.end)
    node = view.node
    first = node.pairs[0] if isinstance(node, Mapping) and node.pairs else None
    return first[0].span if first else node.span


def _image(view: View, entries: dict[str, View]) -> Setting[str | Unknown | None]:
    found = entries.get("image")
    if found is None:
        return absent(view, "image", None)
    value = plain_text(found, "image")
    if isinstance(value, str) and "{{" in value:
        return Setting(Unknown("a template"), found.place(), found.via)
    return Setting(value, found.place(), found.via)
