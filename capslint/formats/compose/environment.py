"""The environment variables of a Compose service: those of its files, and its own, which come over them."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping
from capslint.formats.compose.fields import Service, layers, path_of
from capslint.formats.compose.layering.expanded_text import unknown_variable
from capslint.formats.compose.layering.interpolation import expand, read_variables
from capslint.formats.compose.layering.layers import items
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.model import Build, Unknown, Variable, last_of_each

_FILE_KEYS = frozenset(("path",))


def read_environment(service: Service, build: Build | None) -> tuple[Variable, ...]:
    """Return the variables, each once: of the Dockerfile, over them of ``env_file``, over them of ``environment``.

    Source: compose-spec ``05-services.md``, env_file and environment.
    """
    found = list(build.environment) if build is not None else []
    for layer in layers(service, "env_file"):
        for view in layer.tree.items(layer) or (layer,):
            found += _of_file(service, view)
    for layer in layers(service, "environment"):
        found += _own(service, layer)
    return last_of_each(tuple(found))


def _own(service: Service, layer: View) -> Iterator[Variable]:
    path = path_of(service, layer)
    if isinstance(layer.node, Mapping):
        for name, view in layer.tree.select(layer, None).items():
            yield Variable(name, _value(view, scalar_text(view), name), view.node.span, path)
        return
    for view in items((layer,), "environment") or ():
        name, equals, value = (scalar_text(view) or "").partition("=")
        if name:
            yield Variable(name, _value(view, value if equals else None, name), view.node.span, path)


def _value(view: View, written: str | None, name: str) -> str | Unknown:
    """Return the value of a variable; without one it is that of the shell that Compose runs in, or of ``.env``."""
    if written is None:
        return view.tree.variables.get(name) or Unknown(f"the variable {name}")
    expanded = expand(written, view.tree.variables)
    return Unknown(f"the variable {name}") if expanded.error else unknown_variable(expanded) or expanded.text


def _of_file(service: Service, view: View) -> Iterator[Variable]:
    """Return what an item of ``env_file`` gives, a path or a mapping with one; nothing where that cannot be read."""
    given = view.tree.select(view, _FILE_KEYS).get("path") if isinstance(view.node, Mapping) else view
    written = expand(scalar_text(given) or "", view.tree.variables)
    path = joined(view.tree.folder, written.text) if written.text and not written.unknown else None
    text = service.files.read(path) if path else None
    for name, value in read_variables(text).items() if text else ():
        unknown = Unknown(f"what {written.text} takes from elsewhere")
        yield Variable(name, unknown if value is None else value, view.node.span, path_of(service, view))
