"""What reading one Compose service needs: its layers, the known variables, and how a Setting is made of them."""

from __future__ import annotations

from typing import TypeVar

from capslint.cst import Mapping, Node
from capslint.formats.compose.layering.expanded_text import text
from capslint.formats.compose.layering.layers import Layers, items
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.scalars import FALSE, TRUE
from capslint.formats.reading.view import View, present, unknown_alias
from capslint.model import Place, Setting, Unknown, Via
from capslint.source import Span
from capslint.startup.records import NamedTuple

T = TypeVar("T")
Strings = Setting[tuple[Setting[str | Unknown], ...] | Unknown]


class Service(NamedTuple):
    """One service: ``entries`` are the layers of its keys, ``home`` is the view that new keys are added to.

    ``parent`` is the mapping that holds it, ``header`` the span of its name there. ``folder`` is the project
    directory. ``unread`` names a file that gives more than is known here.
    """

    name: str
    home: View
    parent: Node
    header: Span
    entries: dict[str, Layers]
    files: Files
    folder: str = ""
    unread: str | None = None


def path_of(service: Service, view: View) -> str | None:
    """Return the path of the file that ``view`` stands in; None for the one where the service is at home."""
    return None if view.tree.document.source is service.home.tree.document.source else view.tree.path


def layers(service: Service, key: str) -> Layers:
    """Return the layers of a key, empty if it is not written."""
    return service.entries.get(key, ())


def absent(service: Service, key: str, value: T) -> Setting[T | Unknown]:
    """Return the Setting of a key that is not written: its default, unknown if a file that may give it was not read."""
    if service.unread is not None:
        return default(service, key, Unknown(f"what {service.unread} gives"))
    return default(service, key, value)


def default(service: Service, key: str, value: T) -> Setting[T]:
    """Return the Setting of a key that is not written, with its default."""
    home = service.home
    nearest = home.node if isinstance(home.node, Mapping) else service.parent
    return Setting._make((value, Place._make((home.tree.document, (*home.path, key), nearest, None)), Via.ABSENT))


def string_setting(service: Service, key: str) -> Setting[str | Unknown | None]:
    """Return the Setting of a key that holds one string."""
    given = layers(service, key)
    if not given:
        return absent(service, key, None)
    return present(given[-1], text(given[-1], key))


def preferred(service: Service, given: Layers) -> View:
    """Return the layer that stands for a merged list: the one in the file where keys are added, else the last."""
    document = service.home.tree.document
    return next((view for view in reversed(given) if view.tree.document is document), given[-1])


def string_list(service: Service, key: str, each_once: bool = False) -> Strings:
    """Return the Setting of a list of strings. ``each_once``: what an earlier file gave is not repeated."""
    given = layers(service, key)
    if not given:
        return absent(service, key, ())
    place = preferred(service, given)
    found: list[Setting[str | Unknown]] = []
    for layer in given:
        views = items((layer,), key)
        if views is None:
            return present(place, _not_a_list(layer, key))
        before = {setting.value for setting in found} if each_once else ()
        for view in views:
            value = text(view, f"an item of {key}")
            setting: Setting[str | Unknown] = present(view, "" if value is None else value)
            if setting.value not in before:
                found.append(setting)
    return present(place, tuple(found))


def _not_a_list(layer: View, key: str) -> Unknown:
    return unknown_alias(layer) or Unknown(f"{key}, which is not a list")


def boolean(view: View, name: str) -> bool | Unknown | None:
    """Return a boolean as Compose types it: true, yes, on, y and their opposites, in any case, in quotes or not.

    Source: compose-go ``loader/interpolate.go``, toBoolean.
    """
    value = text(view, name)
    if not isinstance(value, str):
        return value
    lowered = value.lower()
    if lowered in TRUE:
        return True
    if lowered in FALSE:
        return False
    view.problem(f"{name} takes true or false, not {value!r}")
    return Unknown(f"{name}, which is not true or false")
