"""Recognition of the debuggers that a container is for: what it runs or holds, and what its grants imply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from capslint.debuggers.data.signs_data import CALLED, GRANTED, PORTS
from capslint.debuggers.direct_signs import directly_shown
from capslint.debuggers.image_signs import named_by_image, names_in
from capslint.debuggers.reasons import other_reasons
from capslint.model import Container, Evidence, Setting, Starter, Sureness, Unknown
from capslint.model.capability_items import item_named
from capslint.model.grants import added, grant_named
from capslint.model.operation import Access, Mode, Whom
from capslint.source import Span

_FILTER = "seccomp=unconfined"
_SWITCHED_OFF = tuple(map(grant_named, (_FILTER, "apparmor=unconfined")))
_GIVEN_FOR_DEBUGGERS = frozenset((*GRANTED, _FILTER))
_UNKNOWN = frozenset(tool for tool, _ in GRANTED.values())
"""What stands for a tool that nothing names: it says nothing more beside one that does the same."""


def recognise(container: Container) -> tuple[Evidence, ...]:
    """Return the debuggers of ``container``, one Evidence per tool, operation and user, the surest first.

    What it runs or holds (`directly_shown`), and where it runs none what else implies one: a capability that is granted
    for debuggers and that no known reason explains; and beside that, beside a filter or a profile that is switched off,
    or beside a tool that is only there, a port or a name. IMPLIED is the operation to speak of; it can be any.
    """
    shown = directly_shown(container)
    if any(seen.is_run for seen in shown):
        return shown
    return (*shown, *_implied(container, shown))


def is_to_debug_in(container: Container) -> bool:
    """Return whether a debugger is seen in ``container``, or a grant that people give for one, be it explained."""
    given = (name for name, _ in _grants(container))
    return not _GIVEN_FOR_DEBUGGERS.isdisjoint(given) or bool(recognise(container))


def _implied(container: Container, shown: Sequence[Evidence]) -> tuple[Evidence, ...]:
    granted = () if shown else tuple(_unexplained(container))
    if not (shown or granted):
        return ()
    signs = (*_by_names(container), *_by_ports(container), *(seen for seen in granted if seen is not None))
    implied = {seen.tool: seen for seen in signs}
    for tool in _said_already(shown, implied):
        implied.pop(tool, None)
    return tuple(implied.values())


def _said_already(shown: Sequence[Evidence], implied: Iterable[str]) -> frozenset[str]:
    """Return the tools that say nothing more beside what is ``shown`` and the other ones that are ``implied``."""
    known = frozenset(seen.tool for seen in shown)
    is_named = bool(known) or any(_traces(tool) for tool in implied if tool not in _UNKNOWN)
    return known | _UNKNOWN if is_named else known


def _traces(tool: str) -> bool:
    """Return whether ``tool`` is one that attaches to processes as a tracer does, and so needs what is granted."""
    from capslint.debuggers.catalogue import operation, operations

    demands = (demand for name in operations(tool) for demand in operation(tool, name).demands)
    return any(isinstance(each, Access) and (each.mode, each.whom) == (Mode.ATTACH, Whom.TARGET) for each in demands)


def _unexplained(container: Container) -> Iterator[Evidence | None]:
    """Return what the grants that are made for debuggers, and that nothing else explains, imply; None for a switch."""
    grants = tuple(_grants(container))
    explained = [reason.explains for reason in (other_reasons(container) if grants else ())]
    yield from (seen for name, seen in grants if not any(name in explains for explains in explained))


def _grants(container: Container) -> Iterator[tuple[str, Evidence | None]]:
    for name, item in added(container):
        if name in GRANTED and not _is_void(item, name, container):
            yield name, _evidence(GRANTED[name], f"capability {name}", _span(item, container))
    for switch in _SWITCHED_OFF:
        if switch.is_held(container) and not switch.setting(container).is_absent:
            yield switch.name, None


def _is_void(item: Setting[str | Unknown], name: str, container: Container) -> bool:
    """Return whether not every engine reads the name so, or it is dropped too: what gives nothing implies nothing."""
    is_prefixed = isinstance(item.value, str) and item.value.upper() != name
    return (is_prefixed and container.starter is Starter.KUBELET) or item_named(container.cap_drop, name) is not None


def _by_ports(container: Container) -> Iterator[Evidence]:
    for port in container.ports:
        told = PORTS.get(str(port.value))
        if told is not None:
            yield _evidence(told, f"port {port.value}", _span(port, container))


def _by_names(container: Container) -> Iterator[Evidence]:
    program = named_by_image(container.name)
    if program is not None:
        yield _evidence((program.tool, f"{program.installed}?"), "container's name", container.header)
    for text, seen_in in ((container.name, "container's name"), (container.image.value, "image's name")):
        for part in names_in(text) if isinstance(text, str) else ():
            if part in CALLED:
                yield _evidence(CALLED[part], seen_in, container.header)


def _evidence(told: Sequence[str], seen_in: str, span: Span) -> Evidence:
    tool, operation = told
    is_open = operation.endswith("?")
    return Evidence(tool, operation.rstrip("?"), seen_in, span, Sureness.IMPLIED, is_open=is_open)


def _span(setting: Setting[object], container: Container) -> Span:
    """Return where ``setting`` stands; for one of another file, where the container does."""
    place = setting.place
    return place.node.span if place.document.source is container.document.source else container.header
