"""A process as the kernel sees it when it decides: ids, capability sets, labels, filter.

How execve changes the sets: security/commoncap.c (cap_bprm_creds_from_file), capabilities(7). Root gets the bounding
set; others keep the ambient set, which Docker, containerd and CRI-O leave empty (moby oci.SetCapabilities; containerd
internal/cri/server/container_create.go), so that a process of another user has no capability.
"""

from __future__ import annotations

from capslint.images.users import image_user
from capslint.model.capability_names import NUMBERS
from capslint.model.container import Container, User
from capslint.model.evidence import Switch
from capslint.model.host import Engine, Host
from capslint.model.scene import Process, Start
from capslint.model.setting import Unknown
from capslint.permissions.capabilities import ALL, EMPTY, CapabilitySet, exactly, mask
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of, negated
from capslint.permissions.container.capability_lists import engine_capabilities
from capslint.permissions.container.confinement import Confinement
from capslint.permissions.container.identity import ROOT, Id, UserNamespace
from capslint.permissions.container.labels import Labels
from capslint.permissions.seccomp.filter import Filter
from capslint.startup.records import NamedTuple

# Measured with sudo 1.9.13, as root and as another user: without CAP_SETGID it fails in setgid(0) or setgroups, without
# CAP_SETUID in setresuid; without CAP_AUDIT_WRITE it only warns.
_SUDO_NEEDS = ("SETGID", "SETUID")
# setgroups(2) wants CAP_SETGID even for what is so already, and gosu, su-exec, chpst, su and runuser always call it.
_SWITCH_NEEDS = ("SETGID", "SETUID")


class Task(NamedTuple):
    """A process as the kernel sees it. ``sets`` are its permitted and its effective set, which execve makes equal here.

    ``filtered_by`` is the bounding set that the filter was made for: the container's, whatever exec --privileged gives.
    ``runs`` says whether it can be started at all, ``obstacle`` why not.
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
    runs: Certain = True
    obstacle: str = ""

    def has(self, capability: str) -> Certain:
        """Return whether ``capability`` is in the effective set."""
        return self.sets.has(capability)

    def has_over(self, capability: str, namespace: UserNamespace) -> Certain:
        """Return whether ``capability`` counts in ``namespace`` (ns_capable)."""
        return all_of(self.has(capability), self.user_namespace.rules(namespace))

    def same_ids(self, other: Task) -> Certain:
        """Return whether user and group ids of both are the same, as seen from the host."""
        same_ids = self.user_namespace.same_ids_as(other.user_namespace)
        return all_of(self.uid.equals(other.uid), self.gid.equals(other.gid), same_ids)


def task(process: Process, container: Container | None, confinement: Confinement, host: Host) -> Task:
    """Return ``process``, started in ``container`` (None: on the host) that is confined by ``confinement``."""
    uid, gid = _ids(process, container)
    bounding, sets = (
        found.without(mask(process.dropped)) for found in _sets(process, container, confinement, host, uid.is_root())
    )
    found = Task(
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
    )
    for switch in process.switches:
        started = found
        if switch.user:
            found = _through(found, switch, confinement, container.label if container is not None else "")
        if switch.limits:
            found = _limited(found, switch, started.has("SETPCAP"))
    return _through_file(found, process.file_capabilities, confinement) if process.file_capabilities else found


def _ids(process: Process, container: Container | None) -> tuple[Id, Id]:
    user: User | Unknown | None = process.user
    nonzero, owner = False, container.label if container is not None else ""
    if user is None:
        if container is None:
            return ROOT, ROOT
        user = container.user.value
        nonzero = container.run_as_non_root.value is True
        if user is None:
            user, nonzero = _of_the_image(container, nonzero)
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


def _of_the_image(container: Container, nonzero: bool) -> tuple[User | None, bool]:
    """Return the user of the image where that is known, and whether it is certainly not root.

    A container that must not run as root and whose image does is never started: another image's user counts then.
    """
    user = image_user(container)
    if user is None or (nonzero and user.uid == 0):
        return None, nonzero
    return user, user.uid != 0


def _sets(
    process: Process, container: Container | None, confinement: Confinement, host: Host, root: Certain
) -> tuple[CapabilitySet, CapabilitySet]:
    """Return the bounding set, and the permitted and effective set behind execve."""
    # moby daemon/exec_linux.go: for exec --privileged all sets but the ambient one become all capabilities.
    if process.start is Start.EXEC_PRIVILEGED:
        every = engine_capabilities(host, confinement.engine)
        return every, every.only_if(root).joined(_ambient_of(process, container, confinement).only_if(negated(root)))
    if process.privileged_if is not None:
        more = engine_capabilities(host, confinement.engine).only_if(Unsure(process.privileged_if.why))
        plain, sets = _sets(process._replace(privileged_if=None), container, confinement, host, root)
        return plain.joined(more), sets.joined(more.only_if(root))
    bounding = confinement.bounding
    keeps = root
    if process.start is Start.EXEC and container is not None:
        keeps = all_of(root, any_of(negated(confinement.no_new_privileges), confinement.exec_root_keeps))
    ambient = _ambient_of(process, container, confinement)
    return bounding, bounding.only_if(keeps).joined(ambient.only_if(negated(root)))


def _ambient_of(process: Process, container: Container | None, confinement: Confinement) -> CapabilitySet:
    """Return the capabilities that a process of another user than root is started with.

    Podman gives them to what exec starts only where the user is written just as the container's is: 1000:1000 is
    another one than 1000 (libpod/oci_conmon_exec_linux.go, setProcessCapabilitiesExec; measured on 4.3.1 and 5.4.2).
    """
    if process.user is None or process.start is Start.MAIN or container is None:
        return confinement.ambient
    own = container.user.value
    for user in (process.user, own):
        if isinstance(user, Unknown):
            return confinement.ambient.only_if(Unsure(user.why))
    return confinement.ambient.only_if(Unsure("the image's USER") if own is None else process.user == own)


def _through_file(found: Task, names: tuple[str, ...], confinement: Confinement) -> Task:
    """Execute a file with capabilities (permitted set ``names``, effective bit on).

    Without all of them in the bounding set execve fails with EPERM (bprm_caps_from_vfs_caps); no_new_privs keeps the
    sets as they were. They count in the user namespace of whose root gave them, and in all that were made in it
    (security/commoncap.c, rootid_owns_currentns): what the host's root has unpacked counts in all, what a rootless
    engine has unpacked in its own. Measured on rootless Podman and Docker, and for the host's root on Linux 6.18.
    """
    wanted = exactly(mask(names))
    gains = all_of(negated(confinement.no_new_privileges), negated(found.uid.is_root()))
    listed = " and ".join(f"CAP_{name}" for name in names)
    why = f"The debugger's file has the capability {listed}, which the container must have for it to start"
    gained = wanted.limited_to(found.bounding).only_if(gains)
    return _if(found.bounding.holds(wanted), why, found)._replace(sets=found.sets.joined(gained))


def _if(passes: Certain, why: str, found: Task) -> Task:
    """Return ``found`` that starts only if ``passes`` too; ``why`` it would not."""
    is_worse = passes is not True and (passes is False or found.runs is True)
    return found._replace(runs=all_of(found.runs, passes), obstacle=why if is_worse else found.obstacle)


def _through(found: Task, switch: Switch, confinement: Confinement, owner: str) -> Task:
    """Execute the command of ``switch``, which ``found`` has started; ``owner`` is whose image names the users."""
    if switch.is_sudo:
        found = _through_sudo(found, confinement)
        if switch.gives_root:
            return found
    able = all_of(*(found.has(name) for name in _SWITCH_NEEDS))
    if able is False:  # setpriv is content with the user that it runs as; su asks for a password
        able = Unsure(f"whether {switch.by} may change the user")
    why = f"{switch.by} needs {' and '.join('CAP_' + name for name in _SWITCH_NEEDS)} to become {switch.user}"
    uid, gid = _ids_of(switch, owner)
    return _if(able, why, found)._replace(uid=uid, gid=gid, sets=_left(found, uid, switch, confinement), dumpable=True)


def _ids_of(switch: Switch, owner: str) -> tuple[Id, Id]:
    user = switch.whom
    if isinstance(user, Unknown):
        return Id(None, user.why), Id(None, user.why)
    # No name but root's is taken for user 0: to give that up is what such programs are there for.
    uid = Id(user.uid) if user.uid is not None else Id(None, f"the image's user {user.name}", True, owner)
    if user.gid is None and user.uid == 0:
        return uid, ROOT
    return uid, Id(user.gid) if user.gid is not None else Id(
        None, f"the group that {switch.by} {switch.user} gives", False, owner
    )


def _left(found: Task, uid: Id, switch: Switch, confinement: Confinement) -> CapabilitySet:
    """Return the sets behind a change of the user to ``uid`` and execve.

    To go from user 0 to others clears all but the bounding set; who was not root keeps what is ambient
    (capabilities(7), "Effect of user ID changes on capabilities"; cap_emulate_setxuid in security/commoncap.c).
    Measured with setpriv 2.38.1, which keeps the sets: execve takes all that it did not make ambient.
    """
    as_root = uid.is_root()
    kept = found.sets.limited_to(confinement.ambient).only_if(negated(found.uid.is_root()))
    if switch.may_keep:
        kept = found.sets.only_if(Unsure(f"the capabilities that {switch.by} keeps"))
    gained = found.bounding.only_if(negated(confinement.no_new_privileges))
    return kept.only_if(negated(as_root)).joined(found.sets.joined(gained).only_if(as_root))


def _limited(found: Task, switch: Switch, able: Certain) -> Task:
    """Execute the command of ``switch`` with a smaller bounding set; ``able`` is whether it has CAP_SETPCAP.

    What root gains by execve is in the bounding set; what others have is ambient, and stays (capabilities(7),
    "Transformation of capabilities during execve()", PR_CAPBSET_DROP in prctl(2)). Without CAP_SETPCAP versions of
    libcap-ng fail or leave the set as it is (capng_apply, CAPNG_SELECT_BOUNDS).
    """
    bits = _taken(switch.limits)
    kept = found.bounding.without(bits or 0)
    if bits is None or able is not True:
        left = found.bounding.only_if(Unsure(f"the capabilities that {switch.by} leaves"))
        kept = left if bits is None else kept.joined(left)
    as_root = found.uid.is_root()
    sets = found.sets.limited_to(kept).only_if(as_root).joined(found.sets.only_if(negated(as_root)))
    why = f"{switch.by} needs CAP_SETPCAP to drop capabilities"
    passes = Unsure(f"whether {switch.by} may drop capabilities") if able is False else able
    return _if(passes, why, found)._replace(bounding=kept, sets=sets)


def _taken(limits: str) -> int | None:
    """Return what ``--bounding-set`` takes away: ``-NAME``, ``+NAME``, ``-all``; None where that is not known.

    setpriv(1), "--inh-caps, --ambient-caps, --bounding-set": a list of which each item has a sign; nothing is added.
    """
    taken = 0
    for item in limits.lower().split(","):
        name = item[1:].upper()
        if item[:1] not in ("+", "-") or (name != "ALL" and name not in NUMBERS):
            return None
        bits = ALL if name == "ALL" else mask((name,))
        taken = taken | bits if item[0] == "-" else taken & ~bits
    return taken


def _through_sudo(found: Task, confinement: Confinement) -> Task:
    """Become root by sudo: a setuid-root file, which no-new-privileges makes an ordinary one.

    Root has nothing to gain: sudo looks at its effective user first (sudo src/sudo.c, sudo_check_suid).
    """
    able = all_of(*(found.bounding.has(name) for name in _SUDO_NEEDS))
    gains = any_of(found.uid.is_root(), negated(confinement.no_new_privileges))
    why = "sudo gains nothing under no-new-privileges"
    if gains is True:
        why = f"sudo needs {' and '.join('CAP_' + name for name in _SUDO_NEEDS)} in the container"
    sets = found.sets if found.uid.is_root() is True else found.bounding
    return _if(all_of(gains, able), why, found)._replace(uid=ROOT, gid=ROOT, sets=sets)
