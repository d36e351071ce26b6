"""Containers as the flags of ``docker run`` make them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capslint.cst.parse import parse
from capslint.model import (
    Container,
    PidMode,
    PidNamespace,
    Place,
    Role,
    Seccomp,
    SeccompKind,
    Setting,
    Starter,
    Unknown,
    User,
    Via,
)
from capslint.source import Source, Span

PROFILES = Path(__file__).parent / "data" / "profiles"
_NAMES = {"root": 0, "daemon": 1, "bin": 2, "www-data": 33, "nobody": 65534}
"""The names of Debian's base-passwd that a flag can hold; the measured image has one user more, of uid 1000."""
_IMAGE_USER = 1000
_GROUPS = {0: 0, 1: 1, 2: 2, 33: 33, 1000: 1000, 65534: 65534}
FOLDERS = [PROFILES]
"""Where profiles that flags name are looked for; the replay adds what lies beside the rows."""
_DOCUMENT = parse(Source("flags", "{}\n"))[0]
assert _DOCUMENT.root is not None
_PLACE = Place(_DOCUMENT, (), _DOCUMENT.root)


def setting(value: Any, absent: bool = False) -> Setting[Any]:
    """Return a setting with ``value``; where it stands is of no account here."""
    return Setting(value, _PLACE, Via.ABSENT if absent else Via.LITERAL)


def container(name: str = "app", **given: Any) -> Container:
    """Return a container of Compose with the settings ``given`` as plain values (``cap_add=("SYS_PTRACE",)``)."""
    values: dict[str, Any] = {
        "image": "debian",
        "privileged": False,
        "cap_add": (),
        "cap_drop": (),
        "seccomp": Seccomp(SeccompKind.UNSET),
        "apparmor": None,
        "selinux": None,
        "no_new_privileges": False,
        "unmasked_proc": False,
        "user": User(0, 0),
        "pid": PidMode(PidNamespace.PRIVATE),
        "ipc": None,
        "user_namespace": None,
        "run_as_non_root": None,
        "devices": (),
        "mounts": (),
    }
    plain: dict[str, Any] = {
        "format": "compose",
        "starter": Starter.ENGINE,
        "role": Role.MAIN,
        "commands": (),
        "active_only_in": (),
        "environment": (),
        "annotations": (),
        "build": None,
        "debug_target": None,
    }
    for key, value in given.items():
        (plain if key in plain else values)[key] = value
    for key in ("cap_add", "cap_drop"):
        if not isinstance(values[key], Unknown):
            values[key] = tuple(setting(item) for item in values[key])
    fields: dict[str, Any] = {key: setting(value) for key, value in values.items()}
    return Container(
        document=_DOCUMENT,
        path=("services", name),
        header=Span(0, 0),
        label=f"services.{name}",
        name=name,
        **fields,
        **plain,
    )


def from_flags(flags: dict[str, Any], name: str = "app", target: str | None = None) -> Container:
    """Return the container that ``docker run`` with ``flags`` makes.

    ``target`` names the one whose processes it sees.
    """
    given: dict[str, Any] = {
        "cap_add": _listed(flags.get("cap_add")),
        "cap_drop": _listed(flags.get("cap_drop")),
        "privileged": bool(flags.get("privileged")),
        "user": user(flags.get("user") or "0"),
    }
    for option in _listed(flags.get("security_opt")):
        key, _, value = (option if "=" in option else option.replace(":", "=", 1)).partition("=")
        given.update(_option(key, value))
    given["pid"] = _pid(flags.get("pid") or "", target)
    unknown = set(flags) - {"cap_add", "cap_drop", "privileged", "user", "security_opt", "pid", "userns"}
    if unknown:
        raise ValueError(f"unknown flags {sorted(unknown)}")
    if flags.get("userns"):
        given["user_namespace"] = flags["userns"]
    return container(name, **given)


def user(text: str) -> User:
    """Return the user of ``--user``; its name is how it was written, if not as the two numbers.

    Without a group it is that of the measured image's passwd, and 0 for all others.
    """
    name, _, group = str(text).partition(":")
    uid = _number(name)
    found = User(uid, _number(group) if group else _GROUPS.get(uid, 0))
    return found if str(text) == f"{found.uid}:{found.gid}" else found._replace(name=str(text))


def _number(name: str) -> int:
    return int(name) if name.isdecimal() else _NAMES.get(name, _IMAGE_USER)


def _listed(value: str | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _pid(mode: str, target: str | None) -> PidMode:
    if not mode or mode == "private":
        return PidMode(PidNamespace.PRIVATE)
    if mode == "host":
        return PidMode(PidNamespace.HOST)
    if mode.split(":", maxsplit=1)[0] != "container":
        raise ValueError(f"unknown pid mode {mode!r}")
    return PidMode(PidNamespace.CONTAINER, target)


def _option(key: str, value: str) -> dict[str, Any]:
    match key:
        case "seccomp":
            return {"seccomp": _seccomp(value)}
        case "apparmor":
            return {"apparmor": value}
        case "label":
            return {"selinux": value}
        case "disable":  # moby daemon/daemon_unix.go (parseSecurityOpt): the old word for label=disable
            return {"selinux": key}
        case "no-new-privileges":
            return {"no_new_privileges": value.lower() in ("", "1", "t", "true")}
        case "systempaths":
            return {"unmasked_proc": value == "unconfined"}
        case _:
            raise ValueError(f"unknown security option {key!r}")


def _seccomp(value: str) -> Seccomp:
    if value == "unconfined":
        return Seccomp(SeccompKind.UNCONFINED)
    if value == "builtin":
        return Seccomp(SeccompKind.DEFAULT)
    return custom_profile(value)


def custom_profile(path: str) -> Seccomp:
    """Return the profile that is called as the last part of ``path``. Raises ValueError where it is nowhere."""
    name = Path(path).name
    for folder in FOLDERS:
        if (folder / name).is_file():
            return Seccomp(SeccompKind.FILE, name, (folder / name).read_text(encoding="utf-8"))
    raise ValueError(f"the seccomp profile {name} is nowhere in {', '.join(map(str, FOLDERS))}")
