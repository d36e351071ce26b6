"""A container as it would be started: what is refused taken out, or written as the engine takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from capslint.model.container import Container, PidMode, PidNamespace
from capslint.model.grants import bare_name, seccomp_without
from capslint.model.host import Host
from capslint.model.setting import Setting, Unknown
from capslint.permissions.container.capability_lists import accepts
from capslint.permissions.container.refusals import Refusal, RefusalKind
from capslint.permissions.overview import why_refused

_Way = tuple[tuple[str, ...], Container]
"""What is changed, in words, and the container then."""


def startable(container: Container, host: Host) -> Iterator[_Way]:
    """Return the ways in which ``container`` starts for certain, or turns on a fact: as it is, if nothing refuses it.

    The way that gives it less comes first; none where what is refused cannot be taken out of the file.
    """
    refusals = (refusal for found in why_refused(container, host) for refusal in found if _is_certain(refusal))
    certain = [*{(refusal.kind, id(refusal.settings[0])): refusal for refusal in refusals}.values()]
    if not certain:
        yield (), container
        return
    kind = certain[0].kind
    for words, changed in _ways(kind, [refusal for refusal in certain if refusal.kind is kind], container, host):
        for more, found in startable(changed, host):
            yield (*words, *more), found


def _is_certain(refusal: Refusal) -> bool:
    return refusal.starts is False


def _ways(kind: RefusalKind, refusals: list[Refusal], container: Container, host: Host) -> list[_Way]:
    match kind:
        case RefusalKind.CAPABILITY:
            return [_renamed(container, [refusal.settings[0] for refusal in refusals], host)]
        case RefusalKind.BOTH_LISTS:
            return _of_both_lists(container, refusals[0].settings)
        case RefusalKind.REMAPPED:
            inside = container._replace(user_namespace=container.user_namespace.with_value("host"))
            return [*_taken_out(container, refusals), (("the host's user namespace",), inside)]
        case RefusalKind.SYSCTL:
            return [_without_sysctls(container, [str(refusal.settings[0].value) for refusal in refusals])]
        case RefusalKind.ROOT:
            free = container._replace(run_as_non_root=container.run_as_non_root.with_value(None))
            return [(("remove runAsNonRoot",), free)]
        case RefusalKind.PROFILE | RefusalKind.APPARMOR | RefusalKind.SERVER:
            return _taken_out(container, refusals)


def _without_sysctls(container: Container, names: list[str]) -> _Way:
    kept = tuple(setting for setting in container.sysctls if setting.value not in names)
    return tuple(f"remove the sysctl {name}" for name in names), container._replace(sysctls=kept)


def _renamed(container: Container, settings: Sequence[Setting[object]], host: Host) -> _Way:
    """Return ``container`` without the names that are refused; what only its prefix makes unknown loses that."""
    words: list[str] = []
    changed = container
    for setting in settings:
        written = str(setting.value)
        bare = bare_name(written)
        if bare != written.upper() and all(_accepts(bare, single, container) for single in host.singles):
            changed = _with_item(changed, setting, setting.with_value(bare))
            words.append(f"{_list_of(container, setting)} {bare} in place of {written}")
        else:
            changed = _with_item(changed, setting, None)
            words.append(f"remove {_list_of(container, setting)} {written}")
    return tuple(words), changed


def _accepts(name: str, host: Host, container: Container) -> bool:
    return host.engine is not None and accepts(name, host, host.engine, container.starter)[0] is True


def _of_both_lists(container: Container, settings: Sequence[Setting[object]]) -> list[_Way]:
    found = []
    for listed in ("cap_add", "cap_drop"):
        mine = [setting for setting in settings if _list_of(container, setting) == listed]
        changed = container
        for setting in mine:
            changed = _with_item(changed, setting, None)
        found.append((tuple(f"remove {listed} {setting.value}" for setting in mine), changed))
    return found


def _list_of(container: Container, setting: Setting[object]) -> str:
    return "cap_add" if _holds(container.cap_add.value, setting) else "cap_drop"


def _holds(listed: object, setting: Setting[object]) -> bool:
    return isinstance(listed, tuple) and any(item is setting for item in listed)


def _with_item(container: Container, old: Setting[object], new: Setting[str] | None) -> Container:
    name = _list_of(container, old)
    listed: Setting[tuple[Setting[str | Unknown], ...] | Unknown] = getattr(container, name)
    assert isinstance(listed.value, tuple)
    items = tuple(new if item is old else item for item in listed.value if new is not None or item is not old)
    changed: dict[str, Any] = {name: listed.with_value(items)}
    return container._replace(**changed)


def _taken_out(container: Container, refusals: list[Refusal]) -> list[_Way]:
    """Return ``container`` without the first setting of each of ``refusals``; nothing if one of them has no default."""
    words: list[str] = []
    changed = container
    for setting in {id(refusal.settings[0]): refusal.settings[0] for refusal in refusals}.values():
        way = _without(changed, setting)
        if way is None:
            return []
        words += way[0]
        changed = way[1]
    kept = tuple(pair for pair in changed.exclusions if not any(pair[0] is each.settings[0] for each in refusals))
    return [(tuple(words), changed._replace(exclusions=kept))]


def _without(container: Container, setting: Setting[object]) -> _Way | None:
    if _holds(container.cap_add.value, setting):
        return (f"remove cap_add {setting.value}",), _with_item(container, setting, None)
    own = PidMode(PidNamespace.SHARED if container.shared_pid and container.shared_pid.value else PidNamespace.PRIVATE)
    defaults: dict[str, tuple[str, object]] = {
        "privileged": ("privileged", False),
        "pid": ("the host's process namespace", own),
        "network": ("the host's network", None),
        "seccomp": ("the seccomp profile", seccomp_without(container)),
        "apparmor": ("the AppArmor profile", None),
        "unmasked_proc": ("the open /proc", False),
    }
    for field, (noun, value) in defaults.items():
        if getattr(container, field) is setting:
            changed: dict[str, Any] = {field: setting.with_value(value)}
            return (f"remove {noun}",), container._replace(**changed)
    return None
