"""What a container has on a host, as data for people: sets, filter, user, labels, namespaces."""

from __future__ import annotations

from capslint.model.capability_names import NUMBERS
from capslint.model.container import Container, PidNamespace
from capslint.model.host import Engine, Host
from capslint.model.scene import Process, Scene, Start
from capslint.model.setting import Unknown
from capslint.permissions.capabilities import CapabilitySet, names
from capslint.permissions.certainty import Unsure
from capslint.permissions.container.confinement import confine, granted_to
from capslint.permissions.container.identity import Id, UserNamespace
from capslint.permissions.container.labels import UNCONFINED, Label
from capslint.permissions.container.refusals import Refusal
from capslint.permissions.container.user_namespaces import ROOTLESS
from capslint.permissions.engines.possible_engines import engines, hosts_with_engines
from capslint.permissions.judge_operation import tasks_of
from capslint.startup.records import NamedTuple


class Capabilities(NamedTuple):
    """The names of a set, without CAP_; ``unsure`` are those that turn on ``fact``."""

    sure: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    fact: str | None = None


class Picture(NamedTuple):
    """A container as ``engine`` makes it. Texts are for people; ``refusal`` says why it would not start, else None.

    ``refusal_turns_on`` is the fact that decides whether it starts. ``effective`` is that of the main process.
    ``no_new_privileges`` is None where it is not known.
    """

    engine: Engine
    bounding: Capabilities
    effective: Capabilities
    seccomp: str
    user: str
    apparmor: str
    selinux: str
    pid_namespace: str
    user_namespace: str
    no_new_privileges: bool | None
    refusal: str | None = None
    refusal_turns_on: str | None = None


def picture(container: Container, host: Host) -> Picture:
    """Return the picture of ``container`` on ``host`` (with the usual engine where none is given)."""
    engine = host.engine or engines(container)[0]
    scene = Scene(Process(start=Start.MAIN))
    main, _, held = tasks_of(container, host, scene, engine)
    confinement = held[0]
    candidates = confinement.seccomp.candidates
    seccomp = candidates[0].title
    if len(candidates) > 1:
        seccomp = f"{' or '.join(candidate.title for candidate in candidates)}, by {confinement.seccomp.fact}"
    return Picture(
        engine,
        _capabilities(main.bounding),
        _capabilities(main.sets),
        seccomp,
        _user(main.uid, main.gid),
        _label(confinement.labels.apparmor),
        _label(confinement.labels.selinux),
        _pid(container),
        _namespace(confinement.user_namespace),
        confinement.no_new_privileges if isinstance(confinement.no_new_privileges, bool) else None,
        confinement.refusal or None,
        confinement.starts.fact if isinstance(confinement.starts, Unsure) else None,
    )


def why_refused(container: Container, host: Host) -> tuple[tuple[Refusal, ...], ...]:
    """Return why ``container`` does not start, or may not, for each engine that it can be asked of; () where it does.

    That is the host's engine, or all that read such a file where it has none; of several hosts those of each.
    """
    asked = hosts_with_engines(host, container)
    confined = (confine(container, each, each.engine, container.label) for each in asked if each.engine is not None)
    return tuple(confinement.refusals for confinement in confined)


def has_in_bounding_set(container: Container, name: str, host: Host) -> bool:
    """Return whether ``name`` (without CAP_) is surely in the bounding set on ``host`` (whose engine is known)."""
    assert host.engine is not None
    return name in NUMBERS and granted_to(container, host, host.engine).bounding.has(name) is True


def _capabilities(found: CapabilitySet) -> Capabilities:
    unsure = names(found.possible & ~found.sure)
    return Capabilities(names(found.sure), unsure, found.why if unsure else None)


def _user(uid: Id, gid: Id) -> str:
    return f"{uid}:{gid}" if uid.number is not None and gid.number is not None else uid.source or str(uid)


def _label(label: Label) -> str:
    if isinstance(label, Unsure):
        return f"depends on {label.fact}"
    return UNCONFINED if label == UNCONFINED else label.split(" ", 1)[0]


def _pid(container: Container) -> str:
    mode = container.pid.value
    if isinstance(mode, Unknown):
        return f"depends on {mode.why}"
    return _PID[mode.kind] if mode.target is None else f"that of {mode.target}"


_PID = {
    PidNamespace.PRIVATE: "its own",
    PidNamespace.HOST: "the host's",
    PidNamespace.CONTAINER: "another container's",
    PidNamespace.SHARED: "the pod's",
}


def _namespace(namespace: UserNamespace) -> str:
    match namespace.initial:
        case True:
            return "the host's"
        case False:
            return namespace.key if namespace == ROOTLESS else "its own"
        case unsure:
            return f"depends on {unsure.fact}"
