"""Keys that were meant for what a container is given, and give it nothing.

Sources: podman ``pkg/systemd/quadlet/quadlet.go`` (checkForUnknownKeys: "unsupported key … in group"), tag v5.8.2;
systemd.syntax(7): a key that a section does not know is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Problem
from capslint.formats.quadlet.keys import ADD, ARGUMENTS, CONTAINER, DROP, SECURITY
from capslint.formats.quadlet.units.unit_file import UnitFile

_MEANT = {
    **dict.fromkeys(("addcapabilities", "addcap", "addcaps", "capadd", "cap_add", "capabilities"), ADD),
    **dict.fromkeys(("dropcapabilities", "dropcap", "dropcaps", "capdrop", "cap_drop"), DROP),
    **dict.fromkeys(("seccomp", "seccompprofiles"), "SeccompProfile"),
    "apparmorprofile": "AppArmor",
    **dict.fromkeys(("nonewprivilege", "nonewprivs"), "NoNewPrivileges"),
    "labeldisable": "SecurityLabelDisable",
    "privileged": f"{ARGUMENTS}=--privileged",
    **dict.fromkeys(("securityopt", "security_opt"), f"{ARGUMENTS}=--security-opt"),
    **dict.fromkeys(("pid", "pidmode"), f"{ARGUMENTS}=--pid"),
}
"""Keys that people write, in small letters, with what says it. Small letters alone are another key, too."""

_ELSEWHERE = frozenset(("Service", "Unit", "Install"))
_OF_SYSTEMD = frozenset(("NoNewPrivileges", "User", "Group"))  # which it reads for the process of podman itself


def wrong_keys(unit: UnitFile) -> Iterator[Problem]:
    """Return what is to be said of keys that Quadlet does not know, and of its own in other sections."""
    own = {key.lower(): key for key in SECURITY}
    for assignment in unit.assignments:
        key, section = assignment.key, assignment.section
        meant = _MEANT.get(key.lower()) or own.get(key.lower(), key)
        if section == CONTAINER and meant != key and key not in SECURITY:
            why = f"for the key {key}, which it does not know, Quadlet refuses the unit: write {meant}"
            yield Problem(why, assignment.key_span)
        elif section in _ELSEWHERE and key in SECURITY and key not in _OF_SYSTEMD:
            yield Problem(f"{key} in [{section}] is passed over: write it in [{CONTAINER}]", assignment.key_span)
