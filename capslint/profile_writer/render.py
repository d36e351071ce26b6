"""A profile as JSON values, in the format that the reader of the file understands.

- Docker, Podman and CRI-O read conditions (``includes``, ``excludes``) themselves: moby/profiles seccomp/seccomp.go.
- Docker before 1.13 knew one name a rule and no conditions: moby/moby v1.12.0 profiles/seccomp.
- containerd reads a Localhost profile as the OCI runtime specification has it (config-linux.md, seccomp) and ignores
  conditions, so they are decided here for one set of capabilities, one kernel and one architecture.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from capslint.model import Engine, Version
from capslint.model.capability_names import NAMES
from capslint.permissions.seccomp.rules import Action, Condition, Machine, SeccompRule
from capslint.profile_writer.base import Base
from capslint.profile_writer.delta import Extra

FIRST_WITH_CONDITIONS = (1, 13)
FIRST_WITH_ERRNO = (23, 0)
EPERM = 1

# archMap of moby/profiles seccomp/default.json, with Go's name of the architecture.
ARCHITECTURES: dict[str, tuple[str, ...]] = {
    "amd64": ("X86_64", "X86", "X32"),
    "arm64": ("AARCH64", "ARM"),
    "mips64": ("MIPS64", "MIPS", "MIPS64N32"),
    "mips64n32": ("MIPS64N32", "MIPS", "MIPS64"),
    "mipsel64": ("MIPSEL64", "MIPSEL", "MIPSEL64N32"),
    "mipsel64n32": ("MIPSEL64N32", "MIPSEL", "MIPSEL64"),
    "s390x": ("S390X", "S390"),
    "riscv64": ("RISCV64",),
    "loong64": ("LOONGARCH64",),
}
USUAL = "amd64"


class Form(Enum):
    """Whose format the profile is written in."""

    DOCKER = "docker"
    OCI = "oci"


def render(base: Base, extra: tuple[Extra, ...], profile_format: Form, machine: Machine) -> dict[str, Any]:
    """Return the profile in ``profile_format``.

    ``machine`` decides the conditions where the format has none; Docker's leaves it unused.

    Raises ValueError where a condition turns on a fact that ``machine`` does not tell.
    """
    flat = profile_format is Form.OCI or _is_before(base, FIRST_WITH_CONDITIONS)
    entries = _entries(_decided(base.calls, machine) if flat else base.calls)
    entries += [_extra_entry(call, with_comment=not flat) for call in extra]
    if flat and profile_format is Form.DOCKER:
        entries = [_one_name(entry, name) for entry in entries for name in entry["names"]]
    return {**_default(base), **_architectures(machine, flat), "syscalls": entries}


def _default(base: Base) -> dict[str, Any]:
    default: dict[str, Any] = {"defaultAction": f"SCMP_ACT_{base.default.name}"}
    if base.default.errno is not None and not _is_before(base, FIRST_WITH_ERRNO):
        default["defaultErrnoRet"] = base.default.errno
    return default


def _architectures(machine: Machine, flat: bool) -> dict[str, Any]:
    if flat:
        return {"architectures": [_arch(name) for name in ARCHITECTURES[machine.arch or USUAL]]}
    return {"archMap": [_arch_entry(names) for names in ARCHITECTURES.values()]}


def _is_before(base: Base, version: tuple[int, int]) -> bool:
    return base.engine is Engine.DOCKER and base.version is not None and base.version[:2] < version


def _arch(name: str) -> str:
    return f"SCMP_ARCH_{name}"


def _arch_entry(names: tuple[str, ...]) -> dict[str, Any]:
    entry: dict[str, Any] = {"architecture": _arch(names[0])}
    if names[1:]:
        entry["subArchitectures"] = [_arch(name) for name in names[1:]]
    return entry


def _decided(calls: dict[str, tuple[SeccompRule, ...]], machine: Machine) -> dict[str, tuple[SeccompRule, ...]]:
    decided: dict[str, tuple[SeccompRule, ...]] = {}
    for name, rules in calls.items():
        kept: dict[SeccompRule, None] = {}
        for rule in rules:
            applied = rule.applied(machine)
            if applied is True:
                kept[SeccompRule(rule.action, rule.conditions)] = None
            elif applied is not False:
                raise ValueError(f"the rule for {name} depends on {applied.fact}")
        if kept:
            decided[name] = tuple(kept)
    return decided


def _by_rule(calls: dict[str, tuple[SeccompRule, ...]]) -> dict[SeccompRule, list[str]]:
    groups: dict[SeccompRule, list[str]] = {}
    for name, rules in calls.items():
        for rule in rules:
            groups.setdefault(rule, []).append(name)
    return groups


def _entries(calls: dict[str, tuple[SeccompRule, ...]]) -> list[dict[str, Any]]:
    return [_entry(names, rule) for rule, names in _by_rule(calls).items()]


def _entry(names: list[str], rule: SeccompRule) -> dict[str, Any]:
    entry: dict[str, Any] = {"names": names, **_action(rule.action)}
    if rule.conditions:
        entry["args"] = [_argument(condition) for condition in rule.conditions]
    if includes := _filter(rule.needs, rule.arches, rule.kernel):
        entry["includes"] = includes
    if excludes := _filter(rule.unless, rule.not_arches, rule.not_kernel):
        entry["excludes"] = excludes
    return entry


def _filter(capabilities: int, arches: tuple[str, ...], kernel: Version | None) -> dict[str, Any]:
    """Return the conditions that Docker calls a filter: on capabilities, architectures and the kernel."""
    conditions: dict[str, Any] = {}
    if capabilities:
        conditions["caps"] = _caps(capabilities)
    if arches:
        conditions["arches"] = list(arches)
    if kernel:
        conditions["minKernel"] = ".".join(map(str, kernel))
    return conditions


def _extra_entry(extra: Extra, with_comment: bool) -> dict[str, Any]:
    entry = _entry([extra.syscall], extra.rule)
    if with_comment:
        entry["comment"] = f"for {', '.join(extra.tools)}: no capability unlocks it"
    return entry


def _one_name(entry: dict[str, Any], name: str) -> dict[str, Any]:
    return {"name": name, **{key: value for key, value in entry.items() if key != "names"}}


def _action(action: Action) -> dict[str, Any]:
    found: dict[str, Any] = {"action": f"SCMP_ACT_{action.name}"}
    if action.errno not in (None, EPERM):
        found["errnoRet"] = action.errno
    return found


def _argument(condition: Condition) -> dict[str, Any]:
    found: dict[str, Any] = {"index": condition.argument, "value": condition.value, "op": f"SCMP_CMP_{condition.op}"}
    if condition.op == "MASKED_EQ":
        found["valueTwo"] = condition.second
    return found


def _caps(bits: int) -> list[str]:
    return [f"CAP_{name}" for number, name in enumerate(NAMES) if bits >> number & 1]
