"""What a person can type to do to a live object what a fix would do to its file."""

from __future__ import annotations

import json
import shlex
from typing import Any

from capslint.cluster.kinds import POD
from capslint.cluster.live_objects import LiveObject
from capslint.cluster.merge_patch import merge_patch
from capslint.host_facts.json_values import at, list_at, text_at
from capslint.model import Version

_PROFILES: tuple[tuple[str, frozenset[str], Version], ...] = (
    ("general", frozenset(("SYS_PTRACE",)), (1, 27)),
    ("netadmin", frozenset(("NET_ADMIN",)), (1, 27)),
    ("netadmin", frozenset(("NET_ADMIN", "NET_RAW")), (1, 30)),
)
"""Profiles of ``kubectl debug``, what each gives, and since which kubectl (pkg/cmd/debug/profiles.go of its tags)."""
_SYSADMIN: Version = (1, 30)
"""Since when there is a profile that is privileged."""
_DEFAULT_GENERAL: Version = (1, 36)
"""Since when ``general`` is the default."""
_MOST = 2000  # characters of a line


def line_for(live: LiveObject, before: Any, after: Any, release: Version | None) -> str | None:
    """Return the line that makes ``after`` of ``before``, the object as it is; None where no line does.

    ``release`` is that of the person's kubectl, None if nobody knows.
    """
    if live.kind is POD:
        return _debug_line(live, before, after, release)
    patch = json.dumps(merge_patch(before, after), separators=(",", ":"))
    words = ["kubectl", "patch", live.kind.name, live.name, "-n", live.namespace, "--type=strategic", "-p", patch]
    line = " ".join(map(shlex.quote, words))
    return line if len(line) <= _MOST else None


def _debug_line(live: LiveObject, before: Any, after: Any, release: Version | None) -> str | None:
    """Return a debug container that has what the fix gives: a pod that runs cannot be changed itself."""
    changed = [
        (old, new)
        for key in ("containers", "initContainers", "ephemeralContainers")
        for old, new in zip(list_at(before, "spec", key), list_at(after, "spec", key), strict=False)
        if old != new
    ]
    if len(changed) != 1:
        return None
    old, new = changed[0]
    gained = _added(new) - _added(old)
    is_privileged = at(new, "securityContext", "privileged") is True
    profile = _profile(gained, is_privileged, release) if gained or is_privileged else None
    if profile is None:
        return None
    target = text_at(old, "targetContainerName") or text_at(old, "name") or "?"
    image = text_at(old, "image") or "?"
    words = ["kubectl", "debug", "-n", live.namespace, "-it", live.name, f"--image={image}", f"--target={target}"]
    return " ".join(map(shlex.quote, [*words, *profile]))


def _added(container: Any) -> set[str]:
    names = list_at(container, "securityContext", "capabilities", "add")
    return {name.removeprefix("CAP_") for name in names if isinstance(name, str)}


def _profile(gained: set[str], is_privileged: bool, release: Version | None) -> list[str] | None:
    """Return the option for the profile with the least that has all of what is ``gained``; None where there is none."""
    for name, given, since in _PROFILES:
        if gained <= given and not is_privileged and (release is None or release >= since):
            is_default = name == "general" and release is not None and release >= _DEFAULT_GENERAL
            return [] if is_default else [f"--profile={name}"]
    return ["--profile=sysadmin"] if release is None or release >= _SYSADMIN else None
