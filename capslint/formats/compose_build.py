"""A Compose service's ``build``: the Dockerfile that it names, read for what it tells about the image."""

from __future__ import annotations

from capslint.cst import Mapping, Scalar, Sequence
from capslint.formats.compose_reader import Service, keep, layers
from capslint.formats.files import joined
from capslint.formats.interpolation import Expanded
from capslint.formats.layers import Layers, combine, items
from capslint.formats.scalars import is_null
from capslint.formats.view import View
from capslint.model import Build

BUILD_KEYS = frozenset(("args", "context", "dockerfile", "dockerfile_inline", "target"))


def read_build(service: Service) -> Build | None:
    """Read the Dockerfile of a service; None if there is none, or it lies on another machine or is not readable."""
    given = tuple(layer for layer in layers(service, "build") if _is_readable(layer))
    if not given:
        return None
    parts = _parts(given)
    inline = parts.get("dockerfile_inline", ())
    if inline:
        return None
    context = _text(service, parts.get("context", ())) or "."
    folder = joined(service.folder, context)
    name = _text(service, parts.get("dockerfile", ())) or "Dockerfile"
    if folder is None or "$" in context or "$" in name:
        return None
    path = joined(folder, name)
    contents = service.files.read(path) if path else None
    if path is None or contents is None:
        return None
    from capslint.formats.dockerfile import read_dockerfile

    return read_dockerfile(path, contents, _text(service, parts.get("target", ())), _arguments(service, parts))


def _is_readable(layer: View) -> bool:
    if isinstance(layer.node, Sequence):
        layer.problem("build takes a string or a mapping, not a list")
    return isinstance(layer.node, (Mapping, Scalar)) and not is_null(layer)


def _parts(given: Layers) -> dict[str, Layers]:
    # The short form, one string, is the context.
    found: dict[str, Layers] = {}
    for layer in given:
        if isinstance(layer.node, Mapping):
            for key, value in combine((layer,), BUILD_KEYS, "build").items():
                found[key] = (*found.get(key, ()), *value)
        else:
            found["context"] = (*found.get("context", ()), layer)
    return found


def _arguments(service: Service, parts: dict[str, Layers]) -> dict[str, str]:
    # What is not known is left out: the Dockerfile's default would be the wrong answer, but nothing better is known.
    found: dict[str, str] = {}
    for layer in parts.get("args", ()):
        if isinstance(layer.node, Mapping):
            for key, view in layer.tree.select(layer, None).items():
                _add_argument(service, found, key, view)
            continue
        for view in items((layer,), "args") or ():
            entry = _text(service, (view,))
            name, has_value, value = (entry or "").partition("=")
            if has_value:
                found[name] = value
    return found


def _add_argument(service: Service, found: dict[str, str], key: str, view: View) -> None:
    value = _text(service, (view,))
    if value is not None:
        found[key] = value


def _text(service: Service, given: Layers) -> str | None:
    expanded = keep(given[-1], "build", service.environment) if given else None
    return expanded.text if isinstance(expanded, Expanded) else None
