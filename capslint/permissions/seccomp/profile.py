"""Reading a custom seccomp profile: Docker's JSON in its old and new form, and the OCI form.

Docker's format: moby/profiles seccomp/seccomp.go and seccomp_linux.go. The OCI form: runtime-spec config-linux.md.
containerd reads every Localhost profile as OCI, so ``includes``, ``excludes``, ``minKernel``, ``archMap`` and ``name``
mean nothing to it (contrib/seccomp/seccomp.go); CRI-O and Podman read Docker's format, of which ``minKernel`` means
nothing to them (containers/common pkg/seccomp/types.go, Filter; measured on Podman 4.3.1).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from capslint.model.capability_names import NUMBERS
from capslint.model.host import Version
from capslint.permissions.seccomp.rules import UNKNOWN_CAPABILITY, Action, Condition, SeccompRule
from capslint.startup.records import NamedTuple

EPERM = 1
_ACTIONS = frozenset(["ALLOW", "ERRNO", "KILL", "KILL_PROCESS", "KILL_THREAD", "LOG", "NOTIFY", "TRACE", "TRAP"])
_OPERATORS = frozenset(["NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"])


class Profile(NamedTuple):
    """A profile: the ``default`` action, and the rules by name of system call, in their order."""

    default: Action
    calls: dict[str, tuple[SeccompRule, ...]]

    def rules(self, syscall: str) -> tuple[SeccompRule, ...]:
        """Return the rules for ``syscall``."""
        return self.calls.get(syscall, ())


class Malformed(NamedTuple):
    """The reason, in one sentence, why a text is no profile; no engine starts a container with it."""

    reason: str


class _InvalidError(Exception):
    pass


@lru_cache(maxsize=32)
def parse(text: str, oci: bool = False) -> Profile | Malformed:
    """Return the profile in ``text`` (JSON), read as Docker's format, or with ``oci`` as containerd does."""
    import json

    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return Malformed(f"it is not valid JSON ({error})")
    try:
        return _profile(data, oci)
    except _InvalidError as error:
        return Malformed(str(error))


def _profile(data: Any, oci: bool) -> Profile:
    if not isinstance(data, dict):
        raise _InvalidError("it is not a JSON object")
    if not oci and data.get("architectures") and data.get("archMap"):
        raise _InvalidError("it has both architectures and archMap, which Docker refuses")
    default = _action(data.get("defaultAction"), data.get("defaultErrnoRet"))
    calls: dict[str, list[SeccompRule]] = {}
    for entry in _sequence(data.get("syscalls"), "syscalls"):
        if not isinstance(entry, dict):
            raise _InvalidError("an entry of syscalls is not an object")
        rule = _rule(entry, oci)
        for name in _names(entry, oci):
            calls.setdefault(name, []).append(rule)
    return Profile(default, {name: tuple(rules) for name, rules in calls.items()})


def _names(entry: dict[str, Any], oci: bool) -> tuple[str, ...]:
    names = _sequence(entry.get("names"), "names")
    single = entry.get("name")
    if single and not oci:
        if names:
            raise _InvalidError("an entry of syscalls has both name and names, which Docker refuses")
        names = [single]
    if not all(isinstance(name, str) for name in names):
        raise _InvalidError("a name of a system call is not a string")
    return tuple(names)


def _rule(entry: dict[str, Any], oci: bool) -> SeccompRule:
    action = _action(entry.get("action"), entry.get("errnoRet"))
    conditions = tuple(_condition(test) for test in _sequence(entry.get("args"), "args"))
    if oci:
        return SeccompRule(action, conditions)
    includes, excludes = _filter(entry, "includes"), _filter(entry, "excludes")
    return SeccompRule(
        action,
        conditions,
        _bits(includes),
        _bits(excludes),
        tuple(_sequence(includes.get("arches"), "arches")),
        tuple(_sequence(excludes.get("arches"), "arches")),
        _kernel(includes.get("minKernel")),
        _kernel(excludes.get("minKernel")),
    )


def _action(name: Any, errno: Any) -> Action:
    if not isinstance(name, str) or name.removeprefix("SCMP_ACT_") not in _ACTIONS:
        raise _InvalidError(f"{name!r} is no seccomp action")
    short = name.removeprefix("SCMP_ACT_")
    if short != "ERRNO":
        return Action(short)
    return Action(short, EPERM if errno is None else _number(errno, "errnoRet"))


def _condition(test: Any) -> Condition:
    if not isinstance(test, dict):
        raise _InvalidError("an entry of args is not an object")
    operator = test.get("op")
    if not isinstance(operator, str) or operator.removeprefix("SCMP_CMP_") not in _OPERATORS:
        raise _InvalidError(f"{operator!r} is no comparison")
    index = _number(test.get("index", 0), "index")
    if not 0 <= index <= 5:
        raise _InvalidError(f"a system call has no argument {index}")
    value, second = _number(test.get("value", 0), "value"), _number(test.get("valueTwo", 0), "valueTwo")
    return Condition(index, operator.removeprefix("SCMP_CMP_"), value, second)


def _filter(entry: dict[str, Any], key: str) -> dict[str, Any]:
    found = entry.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _InvalidError(f"{key} is not an object")
    return found


def _bits(condition: dict[str, Any]) -> int:
    bits = 0
    for name in _sequence(condition.get("caps"), "caps"):
        number = NUMBERS.get(str(name).removeprefix("CAP_")) if str(name).startswith("CAP_") else None
        bits |= UNKNOWN_CAPABILITY if number is None else 1 << number
    return bits


def _kernel(text: Any) -> Version | None:
    if not text:
        return None
    major, dot, minor = str(text).partition(".")
    if not dot or not major.isdecimal() or not minor.isdecimal():
        raise _InvalidError(f"minKernel {text!r} is not MAJOR.MINOR")
    return int(major), int(minor)


def _number(value: Any, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _InvalidError(f"{key} {value!r} is not a whole number")
    return value


def _sequence(value: Any, key: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _InvalidError(f"{key} is not a list")
    return value
