"""What only some formats can say of a container."""

from __future__ import annotations

from enum import Enum


class Fact(Enum):
    """A kind of thing that a format may have a place for; a rule about one is for the formats that do.

    The value is the name for it in documentation.
    """

    SECURITY_OPTIONS = "a list of security options, each a string"
    OPTIONAL_CONTAINERS = "containers that are started only when they are asked for"
    PRIVILEGED_STEPS = "hooks and builds with more privilege than the container"
    PROFILE_FILES = "seccomp profiles in files beside the file"
    NODE_PROFILES = "seccomp profiles that lie on the node, by name"
    ANNOTATIONS = "annotations that stand for security fields"
    ADMISSION = "a policy that admits or rejects what is granted"
    VALIDATION = "words and combinations that the server refuses"
    BARE_CAPABILITY_NAMES = "names of capabilities that take no prefix"
