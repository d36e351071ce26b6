"""What ``cap_add``, ``cap_drop`` and ``privileged`` become: spelling and order, as each engine and release does it.

Docker 19.03 and later: moby daemon/pkg/oci/caps/utils.go (NormalizeLegacyCapabilities, TweakCapabilities); until 18.09
daemon/caps/utils.go. Kubernetes: containerd internal/cri/opts/spec_opts.go, CRI-O SpecSetupCapabilities (all are added,
then all dropped, then single ones added, then single ones dropped). Podman: containers/common pkg/capabilities
(MergeCapabilities). What runc does with names it does not know: commit 5fb831a0f (1.0.0-rc94) logs and ignores them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from capslint.model.capability_names import NUMBERS
from capslint.model.container import Starter
from capslint.model.host import Engine, Host
from capslint.permissions.capabilities import ALL as EVERYTHING
from capslint.permissions.capabilities import SINCE, UNTIL_AUDIT_READ, CapabilitySet, exactly, known_to
from capslint.permissions.certainty import Certain, Unsure, all_of, any_of, negated
from capslint.permissions.engines.releases import default_capabilities, name_of
from capslint.permissions.versions import at_least, kernel_at_least
from capslint.startup.records import NamedTuple

ALL = "ALL"


class Names(NamedTuple):
    """A list of capabilities as the engine understands it: the ``bits`` of single ones, and whether ``ALL`` is there.

    ``unknown`` is the fact that more entries turn on (a variable), or None. ``accepted`` says whether the engine takes
    the list, ``refusal`` why not.
    """

    bits: int = 0
    everything: bool = False
    unknown: str | None = None
    accepted: Certain = True
    refusal: str = ""


class Granted(NamedTuple):
    """The bounding set; ``starts`` says whether the engine accepts the lists, ``refusal`` why it does not."""

    bounding: CapabilitySet
    starts: Certain = True
    refusal: str = ""


def engine_capabilities(host: Host, engine: Engine) -> CapabilitySet:
    """Return all the capabilities an engine can grant. Docker knew none after AUDIT_READ until 23.0 (a38b96b8cd)."""
    every = known_to(host.kernel)
    if engine is not Engine.DOCKER:
        return every
    new = at_least(host.engine_version, (23, 0, 0), "the Docker version")
    old = every.limited_to(exactly(UNTIL_AUDIT_READ))
    if isinstance(new, Unsure):
        return CapabilitySet(old.sure, every.possible, every.why or new.fact)
    return every if new else old


@lru_cache(maxsize=256)  # rules ask for the same lists on every engine, for one container after the other
def grant(
    add: tuple[str | Unsure, ...],
    drop: tuple[str | Unsure, ...],
    privileged: bool,
    host: Host,
    engine: Engine,
    starter: Starter,
) -> Granted:
    """Return the bounding set of a container. An `Unsure` entry stands for any capabilities."""
    every = engine_capabilities(host, engine)
    adds, drops = _read(add, host, engine, starter), _read(drop, host, engine, starter)
    starts, refusal = all_of(adds.accepted, drops.accepted), adds.refusal or drops.refusal
    if privileged:
        return Granted(every, any_of(starts, _ignores_beside_privileged(host, engine)), refusal)
    found = _combine(adds, drops, host, engine, starter, every)
    bounding = found.bounding
    if adds.unknown or drops.unknown:
        least = drops._replace(bits=EVERYTHING, everything=True) if drops.unknown else drops
        most = adds._replace(everything=True) if adds.unknown else adds
        low = _combine(adds, least, host, engine, starter, every).bounding
        high = _combine(most, drops, host, engine, starter, every).bounding
        bounding = CapabilitySet(
            low.sure & high.sure, low.possible | high.possible, adds.unknown or drops.unknown or ""
        )
    return Granted(bounding, all_of(starts, found.starts), refusal or found.refusal)


def _ignores_beside_privileged(host: Host, engine: Engine) -> Certain:
    """Return whether a privileged container starts whatever stands in its lists.

    Docker until 18.09 takes all capabilities then and reads neither (moby daemon/oci_linux.go, setCapabilities); it
    checks the names when the container is created since 19.03 (NormalizeLegacyCapabilities).
    """
    if engine is not Engine.DOCKER:
        return False
    return negated(at_least(host.engine_version, (19, 3, 0), "the Docker version"))


def spelled(name: str, engine: Engine, host: Host, starter: Starter) -> tuple[str, Certain]:
    """Return the capability, without CAP_, that an engine understands ``name`` as, and whether that is certain."""
    upper = name.upper()
    short = upper.removeprefix("CAP_")
    if short == upper:
        return upper, True
    if starter is Starter.KUBELET and engine is Engine.CONTAINERD:
        return upper, True
    if engine is Engine.DOCKER:
        new = at_least(host.engine_version, (19, 3, 0), "the Docker version")
        return (upper, True) if new is False else (short, new)
    return short, True


def _read(names: Iterable[str | Unsure], host: Host, engine: Engine, starter: Starter) -> Names:
    found = Names()
    for name in names:
        if isinstance(name, Unsure):
            found = found._replace(unknown=found.unknown or name.fact)
        else:
            found = _with_name(found, name, host, engine, starter)
    return found


def _with_name(found: Names, name: str, host: Host, engine: Engine, starter: Starter) -> Names:
    if name.upper() == ALL:
        return found._replace(everything=True)
    understood, known = _understood(name, host, engine, starter)
    if understood in NUMBERS and known is not False:
        found = found._replace(bits=found.bits | 1 << NUMBERS[understood])
    accepted, refusal = accepts(name, host, engine, starter)
    return found._replace(accepted=all_of(found.accepted, accepted), refusal=found.refusal or refusal)


def accepts(name: str, host: Host, engine: Engine, starter: Starter) -> tuple[Certain, str]:
    """Return whether an engine starts a container with ``name`` in a list of capabilities, and why it does not."""
    understood, known = _understood(name, host, engine, starter)
    is_never_refused = starter is Starter.KUBELET and engine is Engine.CONTAINERD
    if name.upper() == ALL or known is True or is_never_refused:
        return True, ""
    return known, _refusal(name, understood, engine)


def _understood(name: str, host: Host, engine: Engine, starter: Starter) -> tuple[str, Certain]:
    """Return what an engine understands ``name`` as, and whether that is a capability it knows."""
    understood, certain = spelled(name, engine, host, starter)
    return understood, all_of(certain, _known(understood, host, engine))


def _known(understood: str, host: Host, engine: Engine) -> Certain:
    if understood not in NUMBERS:
        return False
    known: Certain = kernel_at_least(host.kernel, SINCE.get(understood, (0,)))
    if engine is Engine.DOCKER and NUMBERS[understood] > NUMBERS["AUDIT_READ"]:
        known = all_of(at_least(host.engine_version, (23, 0, 0), "the Docker version"), known)
    return known


def _refusal(name: str, understood: str, engine: Engine) -> str:
    if understood in NUMBERS:
        return f"{name_of(engine)} refuses {name} where it or the kernel is too old to know it"
    return f"{name_of(engine)} refuses the unknown capability {name}"


def _combine(add: Names, drop: Names, host: Host, engine: Engine, starter: Starter, every: CapabilitySet) -> Granted:
    basics = default_capabilities(engine, host.engine_version)
    if starter is Starter.KUBELET and engine is not Engine.DOCKER:
        return Granted(_kubernetes(add, drop, basics, every))
    if engine is Engine.PODMAN:
        return _podman(add, drop, basics, every)
    new = at_least(host.engine_version, (19, 3, 0), "the Docker version")
    now, before = _docker(add, drop, basics, every), _docker_until_18_09(add, drop, basics, every)
    if isinstance(new, Unsure) and now != before:
        why = now.why or new.fact
        return Granted(CapabilitySet(now.sure & before.sure, now.possible | before.possible, why))
    return Granted(before if new is False else now)


def _docker(add: Names, drop: Names, basics: CapabilitySet, every: CapabilitySet) -> CapabilitySet:
    if add.everything:
        return every.without(drop.bits)
    if drop.everything:
        return exactly(add.bits)
    return basics.without(drop.bits).joined(exactly(add.bits))


def _docker_until_18_09(add: Names, drop: Names, basics: CapabilitySet, every: CapabilitySet) -> CapabilitySet:
    kept = exactly(0) if drop.everything else (every if add.everything else basics).without(drop.bits)
    return kept.joined(exactly(add.bits))


def _kubernetes(add: Names, drop: Names, basics: CapabilitySet, every: CapabilitySet) -> CapabilitySet:
    found = every if add.everything else basics
    if drop.everything:
        found = exactly(0)
    return found.joined(exactly(add.bits)).without(drop.bits)


def _podman(add: Names, drop: Names, basics: CapabilitySet, every: CapabilitySet) -> Granted:
    found = _docker(add, drop, basics, every)
    if add.everything and drop.everything:
        return Granted(found, False, "Podman refuses ALL in both cap_add and cap_drop")
    if add.bits & drop.bits and not (add.everything or drop.everything):  # beside ALL the other list is not compared
        return Granted(found, False, "Podman refuses a capability that is in both cap_add and cap_drop")
    return Granted(found)
