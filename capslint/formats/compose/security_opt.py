"""Compose's ``security_opt``: a list of strings, of which the last of a kind counts.

Sources: Docker Compose ``pkg/compose/create.go`` (parseSecurityOpts) reads profiles and takes ``systempaths``;
the daemon (moby ``daemon/daemon_unix.go``, parseSecurityOpt) takes ``=`` before the deprecated ``:``.
"""

from __future__ import annotations

from capslint.cst import Mapping, Scalar
from capslint.formats.compose.fields import Service, absent, layers
from capslint.formats.compose.layering.expanded_text import keep, unknown_variable
from capslint.formats.compose.layering.interpolation import Expanded
from capslint.formats.compose.layering.layers import items
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.view import View, present
from capslint.model import NotAString, Seccomp, SeccompKind, Setting, Unknown
from capslint.startup.records import NamedTuple

KEY = "security_opt"
_PARSE_BOOL = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}  # Go's strconv.ParseBool


class SecurityOptions(NamedTuple):
    """What ``security_opt`` sets."""

    seccomp: Setting[Seccomp | Unknown]
    apparmor: Setting[str | Unknown | None]
    selinux: Setting[str | Unknown | None]
    no_new_privileges: Setting[bool | Unknown]
    unmasked_proc: Setting[bool | Unknown]
    written: tuple[Setting[str | Unknown | NotAString], ...]


def parts_of(option: str) -> tuple[str, str, str]:
    """Return the kind of an option, the separator (empty if there is none) and its value.

    The daemon (moby ``daemon/daemon_unix.go``, parseSecurityOpt) takes ``=``, or else the deprecated ``:``.
    """
    return option.partition("=" if "=" in option else ":")


def read_security_options(service: Service) -> SecurityOptions:
    """Return what the security options of a service set, and the options as written."""
    found = SecurityOptions(
        absent(service, KEY, Seccomp(SeccompKind.UNSET)),
        absent(service, KEY, None),
        absent(service, KEY, None),
        absent(service, KEY, False),
        absent(service, KEY, False),
        (),
    )
    given = layers(service, KEY)
    views = items(given, KEY) if given else []
    if views is None:
        return _all_unknown(found, given[-1], Unknown(f"{KEY}, which is not a list"))
    written: list[Setting[str | Unknown | NotAString]] = []
    for view in views:
        option = _option(view, service)
        if isinstance(option, Expanded):
            found = _apply(found, service, view, option)
            written.append(present(view, unknown_variable(option) or option.text))
            continue
        written.append(present(view, option or ""))
        if isinstance(option, Unknown):
            found = _all_unknown(found, view, option)
    return found._replace(written=tuple(written))


def _option(view: View, service: Service) -> Expanded | Unknown | NotAString | None:
    node = view.node
    if isinstance(node, Mapping):
        key, value = node.pairs[0] if len(node.pairs) == 1 else (None, None)
        if isinstance(key, Scalar) and isinstance(value, Scalar):
            return NotAString(key.value, value.value)
        return NotAString(None, None)
    return keep(view, f"an item of {KEY}")


def _all_unknown(found: SecurityOptions, view: View, why: Unknown) -> SecurityOptions:
    unknown: Setting[Unknown] = present(view, why)
    return SecurityOptions(unknown, unknown, unknown, unknown, unknown, found.written)


def _apply(found: SecurityOptions, service: Service, view: View, option: Expanded) -> SecurityOptions:
    written = option.text
    if written == "systempaths=unconfined":
        return found._replace(unmasked_proc=present(view, True))
    if written == "no-new-privileges":
        return found._replace(no_new_privileges=present(view, True))
    why = unknown_variable(option)
    key, has_value, value = parts_of(written)
    if has_value and "$" not in key:
        return _with_value(found, service, view, key, why or value)
    # A variable that holds the whole option could be any option.
    return _all_unknown(found, view, why) if why else found


def _with_value(
    found: SecurityOptions, service: Service, view: View, key: str, value: str | Unknown
) -> SecurityOptions:
    match key:
        case "seccomp":
            return found._replace(seccomp=present(view, _seccomp(value, service)))
        case "apparmor":
            return found._replace(apparmor=present(view, value or "default"))
        case "label":
            return found._replace(selinux=_label(found.selinux, view, value))
        case "no-new-privileges":
            return found._replace(no_new_privileges=present(view, _flag(value)))
        case _:
            return found


def _flag(value: str | Unknown) -> bool | Unknown:
    if isinstance(value, Unknown):
        return value
    return _PARSE_BOOL.get(value, Unknown(f"no-new-privileges, which is {value!r}"))


def _seccomp(value: str | Unknown, service: Service) -> Seccomp | Unknown:
    if isinstance(value, Unknown):
        return value
    if value == "unconfined":
        return Seccomp(SeccompKind.UNCONFINED)
    if value == "builtin":
        return Seccomp(SeccompKind.DEFAULT)
    path = joined(service.folder, value)
    contents = service.files.read(path) if path else None
    return Seccomp(SeccompKind.FILE, value, contents, contents is None and _must_be_there(path, service))


def _must_be_there(path: str | None, service: Service) -> bool:
    # Where this file itself can be read again, so can its neighbours; what lies above it may be meant for elsewhere.
    if not path or path.startswith(("..", "{")) or "\\" in path or path[1:2] == ":":
        return False
    return service.files.read(service.home.tree.path) is not None


def _label(before: Setting[str | Unknown | None], view: View, value: str | Unknown) -> Setting[str | Unknown | None]:
    # "disable" wins over every other label option; of the others only the type matters here.
    if before.value == "disable":
        return before
    if isinstance(value, Unknown) or value == "disable" or value.startswith("type:"):
        return present(view, value)
    return before
