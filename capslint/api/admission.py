"""What an admission policy lets in: of what is granted, and of what a fix would add."""

from __future__ import annotations

from collections.abc import Iterable

from capslint.edits import Withheld
from capslint.formats import format_of
from capslint.model import Container, Fact, Host, PodSecurity, Violation
from capslint.model.grants import with_capabilities

_LEVELS = ("privileged", "baseline", "restricted")
"""The Pod Security Standards, the strictest last (Kubernetes documentation, "Pod Security Standards")."""


def enforced(container: Container, host: Host) -> PodSecurity | None:
    """Return what the admission of the container's namespace enforces, None where that is not known.

    Of several clusters the strictest counts.
    """
    if Fact.ADMISSION not in format_of(container).facts:
        return None
    told = [single.pod_security for single in host.singles if single.pod_security is not None]
    return container.pod_security or max(told, key=lambda policy: _LEVELS.index(policy.level), default=None)


def enforcing(policy: PodSecurity) -> str:
    """Return who enforces what: ``the namespace 'n' enforces baseline (v1.30)``."""
    return f"{_whose(policy)} enforces {policy.level}{f' ({policy.version})' if policy.version else ''}"


def _whose(policy: PodSecurity) -> str:
    return f"the namespace '{policy.namespace}'" if policy.namespace else "the cluster"


def violations(container: Container, policy: PodSecurity) -> tuple[Violation, ...]:
    """Return what ``policy`` rejects of the grants that are written for ``container``, and for what it is part of."""
    return format_of(container).rejected(container, policy)


def kept_out(container: Container, names: Iterable[str], host: Host) -> Withheld | None:
    """Return why the capabilities ``names`` must not be added, if admission would reject them; None if not."""
    policy = enforced(container, host)
    if policy is None:
        return None
    known = {violation.what for violation in violations(container, policy)}
    then = violations(with_capabilities(container, *names), policy)
    more = [violation.what for violation in then if violation.what not in known]
    return Withheld(f"{_whose(policy)} forbids {more[0]} ({policy.level})") if more else None
