"""A Compose service's ``build``: the Dockerfile that it names, read for what it tells about the image."""

from __future__ import annotations

from capslint.cst import Mapping, Scalar, Sequence
from capslint.formats.compose.fields import Service, layers
from capslint.formats.compose.layering.expanded_text import keep
from capslint.formats.compose.layering.interpolation import Expanded
from capslint.formats.compose.layering.layers import Layers, add, items, last
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.scalars import is_null
from capslint.formats.reading.view import View
from capslint.model import Build, CommandLine, Word
from capslint.source import Span
from capslint.source.budget import once

BUILD_KEYS = frozenset(("args", "context", "dockerfile", "dockerfile_inline", "target"))


def is_built(service: Service) -> bool:
    """Return whether the service builds its image, from whatever."""
    return any(not is_null(layer) for layer in layers(service, "build"))


def read_build(service: Service) -> Build | None:
    """Return what the Dockerfile of a service says; None without one, if it is on another machine, or unreadable."""
    given = tuple(layer for layer in layers(service, "build") if _is_readable(layer))
    if not given:
        return None
    parts = _parts(given)
    inline = last(parts.get("dockerfile_inline", ()))
    if inline is not None:
        contents = _text((inline,))
        path: str | None = inline.tree.document.source.path
    else:
        path = _dockerfile_path(service, parts)
        contents = service.files.read(path) if path else None
    if path is None or contents is None:
        return None
    arguments = tuple(sorted(_arguments(parts).items()))
    found = once(_read, path, contents, _text(parts.get("target", ())), arguments)
    return _pointing_to(found, inline.node.span) if found and inline else found


def _read(path: str, contents: str, target: str | None, arguments: tuple[tuple[str, str], ...]) -> Build | None:
    from capslint.formats.dockerfile.image import read_dockerfile

    return read_dockerfile(path, contents, target, dict(arguments))


def _dockerfile_path(service: Service, parts: dict[str, Layers]) -> str | None:
    # The context is relative to the file that names it, the Dockerfile to the context.
    given = parts.get("context", ())
    context = _text(given) or "."
    folder = joined(given[-1].tree.folder if given else service.folder, context)
    name = _text(parts.get("dockerfile", ())) or "Dockerfile"
    return None if folder is None or "$" in context or "$" in name else joined(folder, name)


def _pointing_to(found: Build, span: Span) -> Build:
    # A Dockerfile inside of the file: its words point to the value that holds them.
    def moved(line: CommandLine | None) -> CommandLine | None:
        return line and CommandLine(line.role, tuple(Word(word.text, span) for word in line.words))

    packages = tuple(Word(word.text, span) for word in found.packages)
    base = found.base_image and Word(found.base_image.text, span)
    entrypoint, command = moved(found.entrypoint), moved(found.command)
    variables = tuple(variable._replace(span=span, path=None) for variable in found.environment)
    return found._replace(
        packages=packages, entrypoint=entrypoint, command=command, base_image=base, environment=variables
    )


def _is_readable(layer: View) -> bool:
    if isinstance(layer.node, Sequence):
        layer.problem("build takes a string or a mapping, not a list")
    return isinstance(layer.node, (Mapping, Scalar)) and not is_null(layer)


def _parts(given: Layers) -> dict[str, Layers]:
    # The short form, one string, is the context.
    found: dict[str, Layers] = {}
    for layer in given:
        is_mapping = isinstance(layer.node, Mapping)
        entries = layer.tree.select(layer, BUILD_KEYS) if is_mapping else {"context": layer}
        for key, view in entries.items():
            found[key] = add(key, found.get(key, ()), view)
    return found


def _arguments(parts: dict[str, Layers]) -> dict[str, str]:
    """Return the build arguments that are given, with what is not known in them left as written (``${VERSION}``).

    One without a value takes that of the variable of its name where Compose runs (compose-spec build.md, args).
    """
    found: dict[str, str] = {}
    for layer in parts.get("args", ()):
        if isinstance(layer.node, Mapping):
            for name, view in layer.tree.select(layer, None).items():
                found[name] = _from_outside(name, layer) if is_null(view) else _text((view,)) or ""
            continue
        for view in items((layer,), "args") or ():
            name, has_value, value = (_text((view,)) or "").partition("=")
            found[name] = value if has_value else _from_outside(name, layer)
    return found


def _from_outside(name: str, layer: View) -> str:
    return layer.tree.variables.get(name, f"${{{name}}}")


def _text(given: Layers) -> str | None:
    expanded = keep(given[-1], "build") if given else None
    return expanded.text if isinstance(expanded, Expanded) else None
