"""Security options as the engines' clients take them: strings, of which the last of a kind counts.

Sources: Docker Compose ``pkg/compose/create.go`` and docker/cli ``cli/command/container/opts.go`` (parseSecurityOpts,
parseSystemPaths) read profiles and take ``systempaths``; the daemon (moby ``daemon/daemon_unix.go``, parseSecurityOpt)
takes ``=`` before the deprecated ``:``.
"""

from __future__ import annotations

from collections.abc import Callable

from capslint.formats.reading.neighbour_files import Files, joined
from capslint.model import NotAString, Seccomp, SeccompKind, Setting, Unknown
from capslint.startup.records import NamedTuple

PARSE_BOOL = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}  # Go's strconv.ParseBool


class SecurityOptions(NamedTuple):
    """What security options set.

    ``beneath`` is the filter of those before the last one, and before those that say the same; None: there are none.
    """

    seccomp: Setting[Seccomp | Unknown]
    apparmor: Setting[str | Unknown | None]
    selinux: Setting[str | Unknown | None]
    no_new_privileges: Setting[bool | Unknown]
    unmasked_proc: Setting[bool | Unknown]
    written: tuple[Setting[str | Unknown | NotAString], ...]
    beneath: Seccomp | Unknown | None = None


def parts_of(option: str) -> tuple[str, str, str]:
    """Return the kind of an option, the separator (empty if there is none) and its value.

    The daemon (moby ``daemon/daemon_unix.go``, parseSecurityOpt) takes ``=``, or else the deprecated ``:``.
    """
    return option.partition("=" if "=" in option else ":")


def all_unknown(found: SecurityOptions, at: Setting[object], why: Unknown) -> SecurityOptions:
    """Return the options of which one, which stands ``at``, could be any."""
    unknown = at.with_value(why)
    return SecurityOptions(unknown, unknown, unknown, unknown, unknown, found.written, found.beneath)


def applied(
    found: SecurityOptions,
    at: Setting[object],
    written: str,
    why: Unknown | None,
    profile: Callable[[str], Seccomp],
) -> SecurityOptions:
    """Return ``found`` with one more option, which stands ``at``.

    ``why`` says why its variables are not known; they are in ``written`` as they stand. ``profile`` reads a file.
    """
    if written == "systempaths=unconfined":
        return found._replace(unmasked_proc=at.with_value(True))
    if written == "no-new-privileges":
        return found._replace(no_new_privileges=at.with_value(True))
    key, has_value, value = parts_of(written)
    if has_value and "$" not in key:
        return _with_value(found, at, key, why or value, profile)
    # A variable that holds the whole option could be any option.
    return all_unknown(found, at, why) if why else found


def profile_at(value: str, files: Files, folder: str) -> tuple[str | None, Seccomp]:
    """Return a seccomp choice that names a file, with its path from the folder of the file being checked."""
    path = joined(folder, value)
    return path, Seccomp(SeccompKind.FILE, value, files.read(path) if path else None)


def _with_value(
    found: SecurityOptions, at: Setting[object], key: str, value: str | Unknown, profile: Callable[[str], Seccomp]
) -> SecurityOptions:
    match key:
        case "seccomp":
            chosen = _seccomp(value, profile)
            return found._replace(seccomp=at.with_value(chosen), beneath=_beneath(found, chosen))
        case "apparmor":
            return found._replace(apparmor=at.with_value(value or "default"))
        case "label":
            return found._replace(selinux=_label(found.selinux, at, value))
        case "no-new-privileges":
            return found._replace(no_new_privileges=at.with_value(_flag(value)))
        case _:
            return found


def _flag(value: str | Unknown) -> bool | Unknown:
    if isinstance(value, Unknown):
        return value
    return PARSE_BOOL.get(value, Unknown(f"no-new-privileges, which is {value!r}"))


def _seccomp(value: str | Unknown, profile: Callable[[str], Seccomp]) -> Seccomp | Unknown:
    if isinstance(value, Unknown):
        return value
    if value == "unconfined":
        return Seccomp(SeccompKind.UNCONFINED)
    return Seccomp(SeccompKind.DEFAULT) if value == "builtin" else profile(value)


def _beneath(found: SecurityOptions, chosen: Seccomp | Unknown) -> Seccomp | Unknown | None:
    if found.seccomp.is_absent or found.seccomp.value == chosen:
        return found.beneath
    return found.seccomp.value


def _label(
    before: Setting[str | Unknown | None], at: Setting[object], value: str | Unknown
) -> Setting[str | Unknown | None]:
    # "disable" wins over every other label option; of the others only the type matters here.
    if before.value == "disable":
        return before
    if isinstance(value, Unknown) or value == "disable" or value.startswith("type:"):
        return at.with_value(value)
    return before
