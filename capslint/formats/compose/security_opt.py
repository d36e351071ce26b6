"""Compose's ``security_opt``: a list of strings, of which the last of a kind counts."""

from __future__ import annotations

from capslint.cst import Mapping, Scalar
from capslint.formats.compose.fields import Service, absent, layers
from capslint.formats.compose.layering.expanded_text import keep, unknown_variable
from capslint.formats.compose.layering.interpolation import Expanded
from capslint.formats.compose.layering.layers import items
from capslint.formats.reading.security_options import SecurityOptions, all_unknown, applied, profile_at
from capslint.formats.reading.view import View, present
from capslint.model import NotAString, Seccomp, SeccompKind, Setting, Unknown

KEY = "security_opt"


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
        return all_unknown(found, present(given[-1], None), Unknown(f"{KEY}, which is not a list"))
    written: list[Setting[str | Unknown | NotAString]] = []
    for view in views:
        option = _option(view, service)
        at = present(view, None)
        if isinstance(option, Expanded):
            why = unknown_variable(option)
            found = applied(found, at, option.text, why, lambda value: _profile(value, service))
            written.append(at.with_value(why or option.text))
            continue
        written.append(at.with_value(option or ""))
        if isinstance(option, Unknown):
            found = all_unknown(found, at, option)
    return found._replace(written=tuple(written))


def _option(view: View, service: Service) -> Expanded | Unknown | NotAString | None:
    node = view.node
    if isinstance(node, Mapping):
        key, value = node.pairs[0] if len(node.pairs) == 1 else (None, None)
        if isinstance(key, Scalar) and isinstance(value, Scalar):
            return NotAString(key.value, value.value)
        return NotAString(None, None)
    return keep(view, f"an item of {KEY}")


def _profile(value: str, service: Service) -> Seccomp:
    path, found = profile_at(value, service.files, service.folder)
    return found._replace(is_missing=found.contents is None and _must_be_there(path, service))


def _must_be_there(path: str | None, service: Service) -> bool:
    # Where this file itself can be read again, so can its neighbours; what lies above it may be meant for elsewhere.
    if not path or path.startswith(("..", "{")) or "\\" in path or path[1:2] == ":":
        return False
    return service.files.read(service.home.tree.path) is not None
