"""What can be told of a host, as a person writes it: in a settings file or as an option."""

from __future__ import annotations

from capslint.config import ConfigError, did_you_mean
from capslint.model import Engine, Lsm, PodSecurity, Version

PTRACE_SCOPES = (0, 3)  # Documentation/admin-guide/LSM/Yama.rst
PERF_LEVELS = (-1, 4)  # Documentation/admin-guide/sysctl/kernel.rst has -1 to 2; Debian 3, Ubuntu and others 4
RANDOM_BITS = (8, 33)  # arch/*/Kconfig, ARCH_MMAP_RND_BITS_MIN and _MAX of all architectures
BPF_LEVELS = (0, 2)  # Documentation/admin-guide/sysctl/kernel.rst

ARCHES = ("amd64", "arm64", "loong64", "mips64", "mips64n32", "mipsel64", "mipsel64n32", "riscv64", "s390x")
"""Go's names of the architectures in Docker's default profile (archMap of moby/profiles seccomp/default.json)."""

ENGINES = tuple(engine.value for engine in Engine)
LSMS = tuple(lsm.value for lsm in Lsm)
POD_SECURITY_LEVELS = ("privileged", "baseline", "restricted")  # Kubernetes documentation, "Pod Security Standards"

LONGEST_NUMBER = 9
"""Digits of a part of a version; a date has 8."""


def parse_engine(text: str) -> tuple[Engine, Version | None]:
    """Read ``docker``, ``docker@20.10.24``. Raises ConfigError."""
    name, at, version = text.partition("@")
    if name not in ENGINES:
        raise ConfigError(
            f"there is no engine {name!r}: it is one of {', '.join(ENGINES)}{did_you_mean(name, ENGINES)}"
        )
    return Engine(name), parse_version(version, "engine") if at else None


def parse_version(text: str, what: str) -> Version:
    """Read ``20.10.24``, ``v1.7``, ``6.1.0-18-amd64`` (what follows the numbers is left out). Raises ConfigError."""
    numbers: list[int] = []
    for part in text.removeprefix("v").replace("-", ".").replace("+", ".").split("."):
        if not (part.isascii() and part.isdigit() and len(part) <= LONGEST_NUMBER):
            break
        numbers.append(int(part))
    if not numbers:
        raise ConfigError(f"{text!r} is not a version of the {what}, such as 6.1")
    return tuple(numbers)


def parse_pod_security(text: str) -> PodSecurity:
    """Read ``baseline``, ``restricted@v1.30``. Raises ConfigError."""
    level, at, version = text.partition("@")
    if level not in POD_SECURITY_LEVELS:
        known = ", ".join(POD_SECURITY_LEVELS)
        raise ConfigError(f"there is no pod-security level {level!r}: it is one of {known}")
    if at:
        parse_version(version, "pod-security")
    return PodSecurity(level, version if at else None, None)
