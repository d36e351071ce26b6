"""What an engine makes of a container's settings: sets, filter, labels, namespaces. Pure translation, no judgement.

privileged: moby daemon/{seccomp_linux,oci_linux,container_linux}.go. An explicit ``apparmor=`` has no effect on a
privileged container of Docker: saveAppArmorConfig sets unconfined in any case (measured on 20.10.24).
"""

from __future__ import annotations

from capslint.images.users import user_of
from capslint.model.container import Container, Starter
from capslint.model.host import Engine, Host
from capslint.model.setting import Unknown
from capslint.permissions.capabilities import EMPTY, CapabilitySet, known_to
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of
from capslint.permissions.container.capability_lists import Granted, grant
from capslint.permissions.container.identity import HOST_NAMESPACE, UserNamespace
from capslint.permissions.container.labels import Labels, labels_of
from capslint.permissions.container.refusals import Refusal, certain, refusals_of
from capslint.permissions.container.user_namespaces import remapped, user_namespace
from capslint.permissions.seccomp.filter import NO_FILTER, Filter
from capslint.permissions.seccomp.in_force import filter_of
from capslint.permissions.seccomp.profile import Malformed
from capslint.permissions.versions import at_least
from capslint.startup.records import NamedTuple


class Confinement(NamedTuple):
    """How a container's processes are confined.

    ``refusals`` say why it does not start; none if it does.
    ``ambient`` are the capabilities that a process of another user than root keeps (Podman alone).
    ``exec_root_keeps`` says whether a root process started later has capabilities under no-new-privileges.
    ``proc_sys_writable`` says whether /proc/sys is mounted writable.
    """

    engine: Engine
    refusals: tuple[Refusal, ...]
    bounding: CapabilitySet
    ambient: CapabilitySet
    seccomp: Filter
    labels: Labels
    no_new_privileges: Certain
    user_namespace: UserNamespace
    exec_root_keeps: Certain
    proc_sys_writable: Certain

    @property
    def starts(self) -> Certain:
        """Whether it starts."""
        return all_of(*(refusal.starts for refusal in self.refusals))

    @property
    def refusal(self) -> str:
        """One sentence why it does not start, the surest first; empty if it does."""
        ordered = sorted(self.refusals, key=lambda refusal: refusal.starts is not False)
        return ordered[0].cause if ordered else ""


def host_confinement(host: Host, engine: Engine) -> Confinement:
    """Return the confinement of a process on the host itself: none."""
    every = known_to(host.kernel)
    return Confinement(
        engine, (), every, EMPTY, NO_FILTER, Labels("unconfined", "unconfined"), False, HOST_NAMESPACE, True, True
    )


def confine(container: Container, host: Host, engine: Engine, group: str) -> Confinement:
    """Return how ``engine`` confines the processes of ``container``.

    ``group`` names the containers that it shares user namespace and SELinux categories with.
    """
    privileged = certain(container.privileged.value)
    granted = granted_to(container, host, engine)
    seccomp = filter_of(container, host, engine, privileged)
    namespace = user_namespace(container, host, engine, group)
    refusals = tuple(refusals_of(container, host, engine, granted, seccomp, remapped(container, host)))
    return Confinement(
        engine,
        refusals,
        granted.bounding,
        _ambient(entries(container.cap_add.value), granted.bounding, host, engine),
        NO_FILTER if isinstance(seccomp, Malformed) else seccomp,
        labels_of(container, host, engine, privileged, group),
        certain(container.no_new_privileges.value),
        namespace,
        _exec_root_keeps(container, host, engine),
        any_of(privileged, certain(container.unmasked_proc.value)),
    )


def granted_to(container: Container, host: Host, engine: Engine) -> Granted:
    """Return the bounding set that ``cap_add``, ``cap_drop`` and ``privileged`` make."""
    privileged = certain(container.privileged.value)
    add, drop = entries(container.cap_add.value), entries(container.cap_drop.value)
    granted = grant(add, drop, privileged is True, host, engine, container.starter)
    if isinstance(privileged, Unsure):
        return _either(granted, grant(add, drop, True, host, engine, container.starter), privileged)
    return granted


def _either(plain: Granted, privileged: Granted, unsure: Unsure) -> Granted:
    """Return what is granted if that turns on whether the container is privileged."""
    sure = plain.bounding.sure & privileged.bounding.sure
    possible = plain.bounding.possible | privileged.bounding.possible
    starts = plain.starts if plain.starts == privileged.starts else unsure
    return Granted(CapabilitySet(sure, possible, unsure.fact), starts, plain.refusal)


def entries(value: object) -> tuple[str | Unsure, ...]:
    """Return the names in a list of capabilities; what the file does not tell is `Unsure`."""
    if isinstance(value, Unknown):
        return (Unsure(value.why),)
    assert isinstance(value, tuple)
    return tuple(Unsure(item.value.why) if isinstance(item.value, Unknown) else item.value for item in value)


def _ambient(add: tuple[str | Unsure, ...], bounding: CapabilitySet, host: Host, engine: Engine) -> CapabilitySet:
    """Return the ambient set: Podman's alone has what is added explicitly, also beside privileged.

    Source: podman pkg/specgen/generate/security_linux.go; measured on 5.4.2.
    """
    if engine is not Engine.PODMAN:
        return EMPTY
    return bounding.limited_to(grant(add, ("ALL",), False, host, engine, Starter.ENGINE).bounding)


def _exec_root_keeps(container: Container, host: Host, engine: Engine) -> Certain:
    """Return whether ``exec -u 0`` into a container of another user has capabilities under no-new-privileges.

    The kernel then gives execve no more than the process had (security/commoncap.c), and Docker before 25.0 wrote empty
    sets for a container whose user is not root (moby oci.SetCapabilities, commit 3aef732e61). Podman gives root the
    bounding set (libpod/oci_conmon_exec_linux.go, setProcessCapabilitiesExec; measured on 5.4.2).
    """
    user = user_of(container)
    if engine is Engine.PODMAN or (user is not None and not isinstance(user, Unknown) and user.uid == 0):
        return True
    if engine is Engine.DOCKER:
        new = at_least(host.engine_version, (25, 0, 0), "the Docker version")
        if new is True or (user is not None and not isinstance(user, Unknown) and user.uid is not None):
            return new
    return Unsure("what the engine grants to root in a container of another user")
