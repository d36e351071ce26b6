"""What the text of a seccomp profile is, beyond whether it lets one call through."""

from __future__ import annotations

from capslint.model import Container, Seccomp, SeccompKind

ALLOWING = ("ALLOW", "LOG")
"""Actions that let the call through (seccomp(2), SECCOMP_RET_LOG: logged and executed)."""
_CONDITIONS = ("includes", "excludes", "minKernel")


def profile_of(container: Container) -> Seccomp | None:
    """Return the container's own seccomp profile; None if it has none, or is privileged and so under no filter."""
    seccomp = container.seccomp.value
    if not isinstance(seccomp, Seccomp) or seccomp.kind is not SeccompKind.FILE or container.privileged.value is True:
        return None
    return seccomp


def default_of(contents: str) -> tuple[str, int] | None:
    """Return the default action of a profile (without ``SCMP_ACT_``) and how many calls it refuses by name.

    None for a text that is no profile.
    """
    from capslint.permissions.seccomp.profile import Malformed, parse

    profile = parse(contents)
    if isinstance(profile, Malformed):
        return None
    refused = sum(all(rule.action.name not in ALLOWING for rule in rules) for rules in profile.calls.values())
    return profile.default.name, refused


def ignored_by_containerd(contents: str) -> tuple[str, ...]:
    """Return the keys of Docker's format in a profile that containerd does not know, each once.

    None for other texts.
    """
    import json

    try:
        data = json.loads(contents.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return ()
    if not isinstance(data, dict):
        return ()
    found = ["archMap"] if data.get("archMap") else []
    entries = data.get("syscalls")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            found.extend(key for key in _CONDITIONS if entry.get(key))
            found.extend(["name"] if entry.get("name") and not entry.get("names") else [])
    return tuple(dict.fromkeys(found))
