"""A process as the kernel sees it when it decides: ids, capability sets, labels, filter.

How execve changes the sets: security/commoncap.c (cap_bprm_creds_from_file), capabilities(7). Root gets the bounding
set; others keep the ambient set, which Docker, containerd and CRI-O leave empty (moby oci.SetCapabilities; containerd
internal/cri/server/container_create.go), so that a process of another user has no capability.
"""

from __future__ import annotations

from capslint.model.container import Container, User
from capslint.model.host import Engine, Host
from capslint.model.scene import Process, Start
from capslint.model.setting import Unknown
from capslint.permissions.capabilities import EMPTY, CapabilitySet, exactly, mask
from capslint.permissions.capability_lists import engine_capabilities
from capslint.permissions.certainty import Certain, all_of, any_of, negated
from capslint.permissions.confinement import Confinement
from capslint.permissions.identity import ROOT, Id, UserNamespace
from capslint.permissions.labels import Labels
from capslint.permissions.seccomp import Filter
from capslint.record import NamedTuple

# Measured with sudo 1.9.13, as root and as another user: without CAP_SETGID it fails in setgid(0) or setgroups, without
# CAP_SETUID in setresuid; without CAP_AUDIT_WRITE it only warns.
_SUDO_NEEDS = ("SETGID", "SETUID")


class Subject(NamedTuple):
    """A process. ``sets`` are its permitted and its effective set, which execve makes equal here.

    ``filtered_by`` is the bounding set that the filter was made for: the container's, whatever exec --privileged gives.
    ``runs`` says whether it can be started at all, ``obstacle`` why not. ``on_host`` tells that it is in no container.
    """

    uid: Id
    gid: Id
    sets: CapabilitySet
    bounding: CapabilitySet
    seccomp: Filter
    filtered_by: CapabilitySet
    labels: Labels
    user_namespace: UserNamespace
    dumpable: bool
    ptracer_any: bool
    proc_sys_writable: Certain
    engine: Engine
    on_host: bool
    runs: Certain = True
    obstacle: str = ""

    def has(self, capability: str) -> Certain:
        """Say whether ``capability`` is in the effective set."""
        return self.sets.has(capability)

    def has_over(self, capability: str, namespace: UserNamespace) -> Certain:
        """Say whether ``capability`` counts in ``namespace`` (ns_capable): its own one, or, from the host, any."""
        counts = any_of(self.user_namespace.initial, self.user_namespace.same_as(namespace))
        return all_of(self.has(capability), counts)

    def same_ids(self, other: Subject) -> Certain:
        """Say whether all user and group ids are the same, seen from the host."""
        return all_of(self.uid.equals(other.uid), self.gid.equals(other.gid), _same_mapping(self, other))


def _same_mapping(one: Subject, other: Subject) -> Certain:
    # Two remapped containers of one daemon have the same mapping; the host's ids are in none of them.
    mine, theirs = one.user_namespace.initial, other.user_namespace.initial
    return any_of(
        all_of(mine, theirs), all_of(negated(mine), negated(theirs)), one.user_namespace == other.user_namespace
    )


def subject(process: Process, container: Container | None, confinement: Confinement, host: Host) -> Subject:
    """Give ``process``, started in ``container`` (None: on the host) that is confined by ``confinement``."""
    uid, gid = _ids(process, container)
    bounding, sets = (
        found.without(mask(process.dropped)) for found in _sets(process, container, confinement, host, uid.is_root())
    )
    found = Subject(
        uid,
        gid,
        EMPTY if process.dropped_root else sets,
        bounding,
        confinement.seccomp,
        confinement.bounding,
        confinement.labels,
        confinement.user_namespace,
        process.dumpable and not process.dropped_root,
        process.ptracer_any,
        confinement.proc_sys_writable,
        confinement.engine,
        container is None,
    )
    if process.file_capabilities:
        found = _through_file(found, process.file_capabilities, confinement)
    return _through_sudo(found, confinement) if process.sudo else found


def _ids(process: Process, container: Container | None) -> tuple[Id, Id]:
    user: User | Unknown | None = process.user
    nonzero, owner = False, container.label if container is not None else ""
    if user is None:
        if container is None:
            return ROOT, ROOT
        user = container.user.value
        nonzero = container.run_as_non_root.value is True
    if user is None:
        return Id(None, "the image's USER", nonzero, owner), Id(None, "the group of the image's USER", False, owner)
    if isinstance(user, Unknown):
        return Id(None, user.why, nonzero), Id(None, user.why)
    name = user.name if user.uid is None else str(user.uid)
    uid = Id(user.uid) if user.uid is not None else Id(None, f"the image's user {name}", nonzero, owner)
    # Without a group the engine takes that of the passwd entry, or 0: moby daemon/oci_linux.go (getUser).
    if user.gid is None and user.uid == 0:
        return uid, ROOT
    return uid, Id(user.gid) if user.gid is not None else Id(
        None, f"the group of the image's user {name}", False, owner
    )


def _sets(
    process: Process, container: Container | None, confinement: Confinement, host: Host, root: Certain
) -> tuple[CapabilitySet, CapabilitySet]:
    """Give the bounding set, and the permitted and effective set behind execve."""
    if process.start is Start.EXEC_PRIVILEGED:
        # moby daemon/exec_linux.go: all sets but the ambient one become all capabilities.
        every = engine_capabilities(host, confinement.engine)
        return every, every.only_if(root)
    bounding = confinement.bounding
    keeps = root
    if process.start is Start.EXEC and container is not None:
        keeps = all_of(root, any_of(negated(confinement.no_new_privileges), confinement.exec_root_keeps))
    return bounding, bounding.only_if(keeps).joined(confinement.ambient.only_if(negated(root)))


def _through_file(found: Subject, names: tuple[str, ...], confinement: Confinement) -> Subject:
    """Execute a file with capabilities (permitted set ``names``, effective bit on).

    Without all of them in the bounding set execve fails with EPERM (bprm_caps_from_vfs_caps); no_new_privs keeps the
    sets as they were; in another user namespace than the host's they are ignored (rootid_owns_currentns).
    """
    wanted = exactly(mask(names))
    counts = found.user_namespace.initial
    refused = all_of(counts, negated(found.bounding.holds(wanted)))
    gains = all_of(counts, negated(confinement.no_new_privileges), negated(found.uid.is_root()))
    listed = " and ".join(f"CAP_{name}" for name in names)
    return found._replace(
        sets=found.sets.joined(wanted.limited_to(found.bounding).only_if(gains)),
        runs=negated(refused),
        obstacle=f"The debugger's file has the capability {listed}, which must be in the bounding set to execute it",
    )


def _through_sudo(found: Subject, confinement: Confinement) -> Subject:
    """Become root by sudo: a setuid-root file, which no-new-privileges makes an ordinary one.

    Root has nothing to gain: sudo looks at its effective user first (sudo src/sudo.c, sudo_check_suid).
    """
    able = all_of(*(found.bounding.has(name) for name in _SUDO_NEEDS))
    gains = any_of(found.uid.is_root(), negated(confinement.no_new_privileges))
    why = "sudo gains nothing under no-new-privileges"
    if gains is True:
        why = f"sudo needs {' and '.join('CAP_' + name for name in _SUDO_NEEDS)} in the bounding set"
    return found._replace(uid=ROOT, gid=ROOT, sets=found.bounding, runs=all_of(found.runs, gains, able), obstacle=why)
