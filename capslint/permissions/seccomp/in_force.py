"""Which seccomp filter a container gets.

Docker: the default profile unless told otherwise; privileged switches it off, and an explicit profile beside
privileged counts since 27.0.1 (moby commit 896de6d426), and always on Podman, but for its own default profile (podman
pkg/specgen/generate/security_linux.go, securityConfigureGenerator; measured on 5.4.2). Kubernetes: none unless asked
for, or the kubelet runs with --seccomp-default (KEP-2413); privileged containers always run without (kubernetes.io
tutorials/security/seccomp).
"""

from __future__ import annotations

from functools import lru_cache, partial

from capslint.model.container import Container, Seccomp, SeccompKind, Starter
from capslint.model.host import Engine, Host
from capslint.model.setting import Unknown
from capslint.permissions.certainty import Certain, Unsure
from capslint.permissions.engines.releases import as_of, name_of
from capslint.permissions.seccomp.default_profiles import default_action, default_rules
from capslint.permissions.seccomp.filter import NO_FILTER, Candidate, Filter
from capslint.permissions.seccomp.profile import Malformed, parse
from capslint.permissions.seccomp.rules import Action, SeccompRule
from capslint.permissions.versions import at_least, dotted

_PODMANS_OWN = ("/usr/share/containers/seccomp.json", "/etc/containers/seccomp.json")
"""Where Podman's default profile lies (containers/common pkg/config, SeccompDefaultPath and SeccompOverridePath)."""


def filter_of(container: Container, host: Host, engine: Engine, privileged: Certain) -> Filter | Malformed:
    """Return the filter in force, or why no engine starts a container with the custom profile."""
    chosen = container.seccomp.value
    if isinstance(chosen, Unknown):
        return _either((NO_FILTER, _blocking("the seccomp profile")), chosen.why)
    if privileged is False:
        return _asked_for(chosen, container.starter, host, engine)
    under_privileged = _privileged(chosen, container.starter, host, engine)
    if privileged is True or isinstance(under_privileged, Malformed):
        return under_privileged
    assert isinstance(privileged, Unsure)
    plain = _asked_for(chosen, container.starter, host, engine)
    return plain if isinstance(plain, Malformed) else _either((plain, under_privileged), privileged.fact)


def default_filter(host: Host, engine: Engine) -> Filter:
    """Return the engine's default profile."""
    version = dotted(host.engine_version) if host.engine_version else ""
    name = name_of(engine)
    day = as_of(engine, host.engine_version)
    dated = f" ({day})" if day else ""
    return Filter(
        (
            Candidate(
                f"{name} {version}'s default profile{dated}" if version else f"{name}'s default profile",
                default_action(engine),
                partial(default_rules, engine, host.engine_version),
                f"the {name} version",
            ),
        )
    )


def _privileged(chosen: Seccomp, starter: Starter, host: Host, engine: Engine) -> Filter | Malformed:
    if starter is Starter.KUBELET or chosen.kind in (SeccompKind.UNSET, SeccompKind.UNCONFINED):
        return NO_FILTER
    if engine is Engine.PODMAN and chosen.profile in _PODMANS_OWN:
        return NO_FILTER
    honoured = _honoured_beside_privileged(host, engine)
    asked = _asked_for(chosen, starter, host, engine)
    if honoured is True or isinstance(asked, Malformed):
        return asked
    return NO_FILTER if isinstance(honoured, bool) else _either((NO_FILTER, asked), honoured.fact)


def _honoured_beside_privileged(host: Host, engine: Engine) -> Certain:
    match engine:
        case Engine.DOCKER:
            return at_least(host.engine_version, (27, 0, 1), "the Docker version")
        case Engine.PODMAN:
            return True
        case Engine.CONTAINERD | Engine.CRIO:
            return Unsure("what the engine makes of a seccomp profile beside privileged")


def _asked_for(chosen: Seccomp, starter: Starter, host: Host, engine: Engine) -> Filter | Malformed:
    match chosen.kind:
        case SeccompKind.UNCONFINED:
            return NO_FILTER
        case SeccompKind.DEFAULT:
            return default_filter(host, engine)
        case SeccompKind.FILE:
            return _custom(chosen, starter, engine)
        case SeccompKind.UNSET:
            return _unset(starter, host, engine)


def _unset(starter: Starter, host: Host, engine: Engine) -> Filter:
    if starter is Starter.ENGINE or host.kubelet_seccomp_default is True:
        return default_filter(host, engine)
    if host.kubelet_seccomp_default is False:
        return NO_FILTER
    return _either((NO_FILTER, default_filter(host, engine)), "the kubelet's --seccomp-default")


def _custom(chosen: Seccomp, starter: Starter, engine: Engine) -> Filter | Malformed:
    title = f"the seccomp profile {chosen.profile}" if chosen.profile else "the seccomp profile"
    if chosen.contents is None:
        return _either((NO_FILTER, _blocking(title)), f"{title}, which could not be read")
    is_oci = starter is Starter.KUBELET and engine is Engine.CONTAINERD
    return _of_profile(chosen.contents, title, is_oci, engine in (Engine.DOCKER, Engine.CONTAINERD))


@lru_cache(maxsize=32)  # what is remembered of a filter's answers is remembered by its `Candidate.lookup`
def _of_profile(contents: str, title: str, is_oci: bool, reads_kernels: bool) -> Filter | Malformed:
    profile = parse(contents, oci=is_oci)
    if isinstance(profile, Malformed):
        return profile

    def lookup(syscall: str) -> tuple[tuple[SeccompRule, ...], ...]:
        rules = profile.rules(syscall)
        return (rules if reads_kernels else tuple(rule._replace(kernel=None, not_kernel=None) for rule in rules),)

    return Filter((Candidate(title, profile.default, lookup),))


def _blocking(title: str) -> Filter:
    return Filter((Candidate(title, Action("ERRNO", 1), lambda syscall: ((),)),))


def _either(filters: tuple[Filter, ...], fact: str) -> Filter:
    return Filter(tuple(candidate for found in filters for candidate in found.candidates), fact)
