"""What a value hides and taking it out would show: what is extended, or in a file that this is laid over."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping, Node, Scalar, merges, resolve
from capslint.formats.reading.scalars import FALSE
from capslint.formats.reading.security_options import parts_of
from capslint.model import Container, Place, Setting, Unknown
from capslint.startup.records import NamedTuple


def hidden_by_other_parts(setting: Setting[object], container: Container) -> str | None:
    """Return what another part of the service would put in the place of ``setting``; None if none would.

    What is the service's own and says the same does not count: it is the next thing to take out.
    """
    place = setting.place
    key = place.path[-1]
    if not isinstance(place.node, Scalar):
        return None
    if isinstance(key, int):
        return _hidden_option(place, container)
    part = _hidden_part(place.node, key, container)
    return None if part is None else f"{_called(part, place)} gives {key} too"


def _called(part: Place, place: Place) -> str:
    return ".".join(map(str, part.path)) if part.document is place.document else part.document.source.path


def _hidden_option(place: Place, container: Container) -> str | None:
    """Return the security option, in words, that counts where the one at ``place``, which does now, is gone.

    The last of a kind counts, but ``label=disable`` before all others (`capslint.formats.reading.security_options`).
    """
    options = list(_options(container))
    now = next((option for option in options if option.place.node is place.node), None)
    if now is None or not _is_in_force(now, container):
        return None
    then = _next_option(now, options, container)
    if then is None or (then.kind, then.value) == ("seccomp", "builtin"):
        return None
    if _is_beside(then, now):
        return f"{then.text} is given too"
    part = _part_with(then, container)
    return f"{_called(part or then.place, place)} gives {then.text} too"


def _is_in_force(option: _Option, container: Container) -> bool:
    settings = (container.seccomp, container.apparmor, container.selinux, container.unmasked_proc)
    return any(setting.place.node is option.place.node for setting in settings)


def _next_option(now: _Option, options: list[_Option], container: Container) -> _Option | None:
    of_kind = (option for option in options if option.kind == now.kind or "$" in option.kind)
    alike = [option for option in of_kind if option.value != now.value or not _goes_too(option, now, container)]
    disabling = (option for option in alike if option.value == "disable")
    return next(disabling, alike[-1] if alike else None)


def _goes_too(option: _Option, now: _Option, container: Container) -> bool:
    """Return whether an option that says the same is ``now`` itself, or the next thing to take out."""
    if _is_beside(option, now):
        return True
    part = _part_with(option, container)
    return part is not None and all(part.node is not borrowed.node for borrowed in container.borrowed)


def _is_beside(option: _Option, other: _Option) -> bool:
    place, others = option.place, other.place
    return place.document is others.document and place.path[:-1] == others.path[:-1]


def _part_with(option: _Option, container: Container) -> Place | None:
    document, path = option.place.document, option.place.path
    parts = (part for part in container.parts if part.document is document)
    return next((part for part in parts if path[: len(part.path)] == part.path), None)


class _Option(NamedTuple):
    place: Place
    text: str
    kind: str
    value: str


def _options(container: Container) -> Iterator[_Option]:
    for setting in container.security_options:
        text = setting.value
        if isinstance(text, Unknown) and isinstance(setting.place.node, Scalar):
            text = setting.place.node.value  # what a variable stands for is another value, and can be of any kind
        if isinstance(text, str):
            kind, _, value = parts_of(text)
            yield _Option(setting.place, text, kind, value)


def _hidden_part(node: Scalar, key: str, container: Container) -> Place | None:
    giving = [part for part in container.parts if _gives(part.node, key)]
    if len(giving) < 2 or _written(giving[-1].node, key) not in (node, None):
        return None
    beneath = giving[-2]
    value = _written(beneath.node, key)
    if isinstance(value, Scalar) and (value.tag == "!reset" or value.value.lower() in FALSE):
        return None
    is_own = isinstance(value, Scalar) and all(beneath.node is not part.node for part in container.borrowed)
    return None if is_own else beneath


def _gives(part: Node, key: str) -> bool:
    """Return whether a part gives ``key``: null changes nothing of what is beneath it (`compose.layers.add`)."""
    value = _written(part, key)
    return merges(part, key) if value is None else not (isinstance(value, Scalar) and value.is_null)


def _written(part: Node, key: str) -> Node | None:
    return resolve(part.get(key)) if isinstance(part, Mapping) else None
