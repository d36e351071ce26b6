"""The ptrace rules of an AppArmor profile's source, as far as the measured profiles use the language."""

from __future__ import annotations

import re

from capslint.model import AppArmorProfile

_ABSTRACTION_BASE = (("readby", None), ("tracedby", None), ("read", "@{profile_name}"))
"""What the stock /etc/apparmor.d/abstractions/base of Debian and Ubuntu grants."""


def read_profile(text: str) -> AppArmorProfile:
    """Read one profile. Raises ValueError where there is none."""
    head = re.search(r"^\s*profile\s+(\S+)", text, re.MULTILINE)
    if head is None:
        raise ValueError("no profile in the AppArmor source")
    rules: list[tuple[str, str | None]] = []
    if re.search(r"#?include\s+<abstractions/base>", text):
        rules += _ABSTRACTION_BASE
    for permissions, peer in re.findall(r"^\s*ptrace\s*(?:\(([^)]*)\))?\s*(?:peer=(\S+?))?\s*,", text, re.MULTILINE):
        names = re.split(r"[\s,]+", permissions.strip()) if permissions else ["trace", "read", "tracedby", "readby"]
        rules += [(name, peer or None) for name in names]
    denies = re.search(r"^\s*deny\s+@\{PROC\}/sys/", text, re.MULTILINE) is not None
    name = head.group(1)
    own = tuple((permission, name if peer == "@{profile_name}" else peer) for permission, peer in rules)
    return AppArmorProfile(name, own, proc_sys_write=not denies)
