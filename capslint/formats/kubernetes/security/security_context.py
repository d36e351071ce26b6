"""``securityContext`` of pod and container, with the right precedence.

Source: k8s.io/api ``core/v1/types.go``. Where both have a field the container's wins; capabilities, privileged,
allowPrivilegeEscalation and procMount exist at the container only: written at the pod they are no fields.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from capslint.cst import Sequence
from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.neighbours import Surroundings
from capslint.formats.kubernetes.security.annotations import APPARMOR_OF_CONTAINER
from capslint.formats.reading.scalars import (
    is_null,
    kind,
    kubernetes_boolean,
    kubernetes_integer,
    mapping_expected,
    scalar_text,
)
from capslint.formats.reading.scalars import text as plain_text
from capslint.formats.reading.view import View, unknown_alias
from capslint.model import Container, Place, Seccomp, SeccompKind, Setting, Unknown, User, Via
from capslint.startup.records import NamedTuple

T = TypeVar("T")
CONTEXT = "securityContext"

_SECCOMP_KINDS = {
    "RuntimeDefault": SeccompKind.DEFAULT,
    "Unconfined": SeccompKind.UNCONFINED,
    "Localhost": SeccompKind.FILE,
}
_APPARMOR_TYPES = {"RuntimeDefault": "default", "Unconfined": "unconfined"}


class Contexts(NamedTuple):
    """The two security contexts that count for one container, and the pod's annotations."""

    container: View
    context: View | None
    own: dict[str, View]
    pod: dict[str, View]
    annotation: View | None

    @classmethod
    def of(
        cls,
        container: View,
        entries: dict[str, View],
        spec: View,
        pod_entries: dict[str, View],
        annotations: dict[str, View],
        name: str,
    ) -> Contexts:
        """Return the fields of both contexts that are read."""
        context = _mapping(entries.get(CONTEXT))
        pod_context = _mapping(pod_entries.get(CONTEXT))
        return cls(
            container,
            context,
            container.tree.select(context, fields.CONTAINER_SECURITY) if context else {},
            spec.tree.select(pod_context, fields.POD_SECURITY) if pod_context else {},
            annotations.get(APPARMOR_OF_CONTAINER + name),
        )


class Security(NamedTuple):
    """The fields of `Container` that come from security contexts."""

    privileged: Setting[bool | Unknown]
    cap_add: Setting[tuple[Setting[str | Unknown], ...] | Unknown]
    cap_drop: Setting[tuple[Setting[str | Unknown], ...] | Unknown]
    seccomp: Setting[Seccomp | Unknown]
    apparmor: Setting[str | Unknown | None]
    selinux: Setting[str | Unknown | None]
    no_new_privileges: Setting[bool | Unknown]
    unmasked_proc: Setting[bool | Unknown]
    user: Setting[User | Unknown | None]
    run_as_non_root: Setting[bool | None]


def read_security(contexts: Contexts, around: Surroundings | None) -> Security:
    """Return what both contexts set for the container; without ``around`` no profile beside it is read."""
    escalation = _boolean(contexts, "allowPrivilegeEscalation", default=True)
    may_escalate = escalation.value
    return Security(
        privileged=_boolean(contexts, "privileged", default=False),
        cap_add=_capabilities(contexts, "add"),
        cap_drop=_capabilities(contexts, "drop"),
        seccomp=_seccomp(contexts, around),
        apparmor=_apparmor(contexts),
        selinux=_selinux(contexts),
        no_new_privileges=Setting(
            may_escalate if isinstance(may_escalate, Unknown) else not may_escalate, escalation.place, escalation.via
        ),
        unmasked_proc=_proc_mount(contexts),
        user=_user(contexts),
        run_as_non_root=_run_as_non_root(contexts),
    )


def read_overridden(
    spec: View, entries: dict[str, View], containers: list[Container]
) -> tuple[tuple[str, Setting[object]], ...]:
    """Return the settings of the pod's context that each of its containers has its own word for."""
    alone = Contexts.of(spec, {}, spec, entries, {}, "")
    if not alone.pod:
        return ()
    readers: tuple[tuple[str, Callable[[Contexts], Setting[object]]], ...] = (
        ("seccomp", lambda contexts: _seccomp(contexts, None)),
        ("apparmor", _apparmor),
        ("selinux", _selinux),
        ("user", _user),
        ("run_as_non_root", _run_as_non_root),
    )
    found = []
    for name, reader in readers:
        setting = reader(alone)
        if setting.via is Via.POD and all(getattr(container, name).via is not Via.POD for container in containers):
            found.append((name, setting))
    return tuple(found)


def _mapping(view: View | None) -> View | None:
    return view if view is not None and mapping_expected(view, CONTEXT) else None


def _absent(contexts: Contexts, steps: tuple[str, ...], value: T) -> Setting[T]:
    # Where the field would be: in the container's own context, which may have to be made first.
    context, container = contexts.context, contexts.container
    if context is not None:
        place = Place._make((context.tree.document, (*context.path, *steps), context.node, None))
    else:
        place = Place._make((container.tree.document, (*container.path, CONTEXT, *steps), container.node, None))
    return Setting._make((value, place, Via.ABSENT))


def given(contexts: Contexts, field: str) -> View | None:
    """Return the container's field, else the pod's; null is as good as not written."""
    own = contexts.own.get(field)
    if own is not None and not is_null(own):
        return own
    inherited = contexts.pod.get(field)
    return inherited._replace(via=Via.POD) if inherited is not None and not is_null(inherited) else None


def _present(view: View, value: T) -> Setting[T]:
    return Setting(value, view.place(), view.via)


def _boolean(contexts: Contexts, field: str, default: bool) -> Setting[bool | Unknown]:
    view = contexts.own.get(field)
    value = kubernetes_boolean(view, field) if view is not None else None
    if view is None or value is None:
        return _absent(contexts, (field,), default)
    return _present(view, value)


def _capabilities(contexts: Contexts, field: str) -> Setting[tuple[Setting[str | Unknown], ...] | Unknown]:
    view = contexts.own.get("capabilities")
    if view is None or not mapping_expected(view, "capabilities"):
        return _absent(contexts, ("capabilities", field), ())
    found = view.tree.select(view, fields.CAPABILITIES).get(field)
    if found is None or is_null(found):
        return Setting((), Place(view.tree.document, (*view.path, field), view.node), Via.ABSENT)
    name = f"capabilities.{field}"
    if not isinstance(found.node, Sequence):
        why = unknown_alias(found)
        if why is None:
            found.problem(f"{name} takes a list, not {kind(found.node)}")
        return _present(found, why or Unknown(f"{name}, which is not a list"))
    return _present(found, tuple(_item(item, name) for item in found.tree.items(found)))


def _item(view: View, name: str) -> Setting[str | Unknown]:
    value = plain_text(view, f"an item of {name}")
    if isinstance(value, str) and "{{" in value:
        return _present(view, Unknown("a template"))
    return _present(view, "" if value is None else value)


def _seccomp(contexts: Contexts, around: Surroundings | None) -> Setting[Seccomp | Unknown]:
    view = given(contexts, "seccompProfile")
    if view is None or not mapping_expected(view, "seccompProfile"):
        return _absent(contexts, ("seccompProfile",), Seccomp(SeccompKind.UNSET))
    entries = view.tree.select(view, fields.SECCOMP_PROFILE)
    type_name = scalar_text(entries.get("type"))
    seccomp_kind = _SECCOMP_KINDS.get(type_name or "")
    if seccomp_kind is None:
        return _present(view, Unknown(f"the seccomp profile type {type_name!r}"))
    profile = scalar_text(entries.get("localhostProfile")) if seccomp_kind is SeccompKind.FILE else None
    return _present(
        view, Seccomp(seccomp_kind, profile, beside=around.profile(profile) if around and profile else None)
    )


def _apparmor(contexts: Contexts) -> Setting[str | Unknown | None]:
    # The annotation is what was before 1.30. The API server copies it to the container's field if that is not there,
    # and so it wins over the pod's (kubernetes pkg/registry/core/pod/strategy.go, applyAppArmorVersionSkew).
    value = scalar_text(contexts.annotation) or ""
    is_copied = is_apparmor_name(value)
    view = given(contexts._replace(pod={}) if is_copied else contexts, "appArmorProfile")
    if view is not None and mapping_expected(view, "appArmorProfile"):
        return _present(view, apparmor_profile(view))
    if contexts.annotation is not None and value:
        profile = "default" if value == "runtime/default" else value
        said = profile if is_copied else Unknown(f"the AppArmor annotation {value!r}")
        return Setting(said, contexts.annotation.place(), Via.ANNOTATION)
    return _absent(contexts, ("appArmorProfile",), None)


def is_apparmor_name(written: str) -> bool:
    """Return whether the API server takes ``written`` as an annotation (validation.go, ValidateAppArmorProfileFormat).

    It takes an empty one too, which says nothing.
    """
    return written in ("runtime/default", "unconfined") or written.startswith("localhost/")


def apparmor_profile(view: View) -> str | Unknown:
    """Return the profile that the field ``appArmorProfile`` names."""
    entries = view.tree.select(view, fields.APPARMOR_PROFILE)
    type_name = scalar_text(entries.get("type"))
    if type_name == "Localhost":
        return f"localhost/{scalar_text(entries.get('localhostProfile')) or ''}"
    return _APPARMOR_TYPES.get(type_name or "") or Unknown(f"the AppArmor type {type_name!r}")


def _selinux(contexts: Contexts) -> Setting[str | Unknown | None]:
    view = given(contexts, "seLinuxOptions")
    if view is None or not mapping_expected(view, "seLinuxOptions"):
        return _absent(contexts, ("seLinuxOptions",), None)
    type_name = scalar_text(view.tree.select(view, fields.SELINUX_OPTIONS).get("type"))
    return _present(view, f"type:{type_name}" if type_name else None)


def _proc_mount(contexts: Contexts) -> Setting[bool | Unknown]:
    view = contexts.own.get("procMount")
    value = plain_text(view, "procMount") if view is not None else None
    if view is None or value is None:
        return _absent(contexts, ("procMount",), False)
    return _present(view, value if isinstance(value, Unknown) else value == "Unmasked")


def _user(contexts: Contexts) -> Setting[User | Unknown | None]:
    view, group = given(contexts, "runAsUser"), given(contexts, "runAsGroup")
    if view is None:
        return _absent(contexts, ("runAsUser",), None)
    uid = kubernetes_integer(view, "runAsUser")
    gid = kubernetes_integer(group, "runAsGroup") if group is not None else None
    if not isinstance(uid, int):
        return _present(view, uid if isinstance(uid, Unknown) else None)
    return _present(view, User(uid, gid if isinstance(gid, int) else None))


def _run_as_non_root(contexts: Contexts) -> Setting[bool | None]:
    view = given(contexts, "runAsNonRoot")
    value = kubernetes_boolean(view, "runAsNonRoot") if view is not None else None
    if view is None or not isinstance(value, bool):
        return _absent(contexts, ("runAsNonRoot",), None)
    return _present(view, value)
