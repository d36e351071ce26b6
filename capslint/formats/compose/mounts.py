"""A Compose service's volumes, devices and ports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.cst import Mapping
from capslint.formats.compose.fields import Service, default, layers, preferred
from capslint.formats.compose.layering.expanded_text import keep
from capslint.formats.compose.layering.interpolation import Expanded
from capslint.formats.compose.layering.layers import combine, items
from capslint.formats.reading.published_ports import container_ports
from capslint.formats.reading.view import View, present
from capslint.model import Setting

MOUNT_KEYS = frozenset(("bind", "read_only", "source", "target"))
BIND_KEYS = frozenset(("propagation",))
DEVICE_KEYS = frozenset(("permissions", "source", "target"))
PORT_KEYS = frozenset(("target",))

Strings = Setting[tuple[str, ...]]


def read_mounts(service: Service) -> Strings:
    """Return the volumes, long syntax spelled as short: ``SOURCE:TARGET[:OPTIONS]``."""
    return _strings(service, "volumes")


def read_devices(service: Service) -> Strings:
    """Return the devices, long syntax spelled as short: ``SOURCE:TARGET[:PERMISSIONS]``."""
    return _strings(service, "devices")


def _strings(service: Service, key: str) -> Strings:
    # One target is mounted once: what a later file gives for it replaces the earlier (``override/uncity.go``).
    given = layers(service, key)
    if not given:
        return default(service, key, ())
    found: dict[str, str] = {}
    for view in items(given, key) or ():
        spelled = _spelled(service, key, view)
        if spelled:
            found[_target(spelled)] = spelled
    return present(preferred(service, given), tuple(found.values()))


def _target(spelled: str) -> str:
    parts = _parts(spelled)
    return parts[1] if len(parts) > 1 else spelled


def _parts(spelled: str) -> list[str]:
    # A colon inside of "${…}" separates nothing.
    return re.sub(r"\$\{[^}]*\}", lambda match: match[0].replace(":", "\0"), spelled).split(":")


def _spelled(service: Service, key: str, view: View) -> str | None:
    if not isinstance(view.node, Mapping):
        return _text(service, view, f"an item of {key}")
    return _long_device(service, view) if key == "devices" else _long_mount(service, view)


def _long_mount(service: Service, view: View) -> str:
    parts = combine((view,), MOUNT_KEYS, "an item of volumes")
    texts = {key: _text(service, parts[key][-1], key) for key in ("source", "target", "read_only") if key in parts}
    bind = combine(parts.get("bind", ()), BIND_KEYS, "bind")
    propagation = _text(service, bind["propagation"][-1], "propagation") if "propagation" in bind else None
    is_read_only = (texts.get("read_only") or "").lower() == "true"
    options = ",".join(filter(None, ("ro" if is_read_only else None, propagation)))
    return ":".join(filter(None, (texts.get("source"), texts.get("target"), options)))


def _long_device(service: Service, view: View) -> str:
    parts = combine((view,), DEVICE_KEYS, "an item of devices")
    texts = (_text(service, parts[key][-1], key) for key in ("source", "target", "permissions") if key in parts)
    return ":".join(filter(None, texts))


def read_ports(service: Service) -> tuple[Setting[int], ...]:
    """Return the ports of the container that are published; those that only a variable tells are left out.

    Source of the syntax: compose-spec ``05-services.md``, ports: ``[[HOST:]PUBLISHED:]TARGET[/PROTOCOL]``.
    """
    views = items(layers(service, "ports"), "ports") or ()
    return tuple(present(view, port) for view in views for port in _container_ports(service, view))


def _container_ports(service: Service, view: View) -> Iterator[int]:
    if isinstance(view.node, Mapping):
        target = combine((view,), PORT_KEYS, "an item of ports").get("target", ())
        written = _text(service, target[-1], "target") if target else None
    else:
        written = _text(service, view, "an item of ports")
    return container_ports(_parts(written or "")[-1])


def _text(service: Service, view: View, name: str) -> str | None:
    expanded = keep(view, name)
    return expanded.text if isinstance(expanded, Expanded) else None
