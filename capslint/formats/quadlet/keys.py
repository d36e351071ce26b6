"""The keys of a container's unit that are read, by how Quadlet reads them.

Source: podman ``pkg/systemd/quadlet/quadlet.go`` (ConvertContainer) and ``pkg/systemd/parser/unitfile.go``
(LookupAllStrv, LookupAllArgs, LookupLastArgs, LookupAll, Lookup), tag v5.8.2.
"""

from __future__ import annotations

from enum import Enum

CONTAINER = "Container"
POD = "Pod"
ADD = "AddCapability"
DROP = "DropCapability"
ARGUMENTS = "PodmanArgs"


class Kind(Enum):
    """How the assignments of a key make its value. An empty one takes back those above it."""

    WORDS = "the words of all, cut at spaces"
    ESCAPED = "the words of all, with escapes as in C"
    FLAGS = "the same, and they are flags of podman run"
    COMMAND = "the words of the last, with escapes as in C"
    VALUES = "a value for each"
    LAST = "the last"


KINDS = {
    **dict.fromkeys((ADD, DROP, "AddDevice", "Sysctl", "UIDMap", "GIDMap"), Kind.WORDS),
    ARGUMENTS: Kind.FLAGS,
    **dict.fromkeys(("Environment", "Mask", "Mount", "Unmask"), Kind.ESCAPED),
    "Exec": Kind.COMMAND,
    **dict.fromkeys(("ExposeHostPort", "Network", "PublishPort", "Volume"), Kind.VALUES),
}
"""How each key is read; what is not here is a value of which the last counts."""

SECURITY = (
    *(ADD, DROP, "SeccompProfile", "AppArmor", "NoNewPrivileges", "SecurityLabelDisable", "SecurityLabelNested"),
    *("SecurityLabelType", "SecurityLabelFileType", "SecurityLabelLevel", "Mask", "Unmask", "User", "Group", "UserNS"),
    ARGUMENTS,
)
"""The keys beside which a person looks for what a container is given."""
