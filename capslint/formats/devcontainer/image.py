"""The image of a dev container: named in the file, or made by a Dockerfile.

Source: github.com/devcontainers/spec docs/specs/devcontainerjson-reference.md: ``build.dockerfile`` is relative to the
file; ``dockerFile`` is its older spelling.
"""

from __future__ import annotations

from capslint.cst import Scalar
from capslint.formats.devcontainer.brought import Brought, by_image
from capslint.formats.devcontainer.members import Members, entries_of
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.view import View, absent, present
from capslint.model import Build, Setting, Unknown
from capslint.startup.records import NamedTuple

_BUILD = frozenset(("args", "dockerfile", "target"))


class Image(NamedTuple):
    """What is known of it: its name, the Dockerfile that makes it, and what its label brings.

    ``is_built``: a Dockerfile makes it, be it one that cannot be read.
    """

    name: Setting[str | Unknown | None]
    is_built: bool = False
    build: Build | None = None
    brought: Brought | None = None


def read_image(members: Members) -> Image | None:
    """Return the image of the file; None where it names none."""
    dockerfile = _dockerfile(members)
    none: Setting[str | Unknown | None] = absent(members.root, "image", None)
    if dockerfile is not None:
        build = _read_build(members, dockerfile)
        base = build.base_image.text if build is not None and build.base_image is not None else None
        brought = by_image(base, dockerfile.place()) if base is not None else None
        return Image(none, True, build, brought)
    view = members.entries.get("image")
    if view is None:
        return None
    name = members.filled(view)
    brought = by_image(name, view.place()) if isinstance(name, str) else None
    return Image(present(view, name), brought=brought)


def _dockerfile(members: Members) -> View | None:
    build = entries_of(members.entries.get("build"), _BUILD)
    view = build.get("dockerfile") or members.entries.get("dockerFile")
    return view if view is not None and isinstance(view.node, Scalar) else None


def _read_build(members: Members, dockerfile: View) -> Build | None:
    written = members.filled(dockerfile)
    path = joined("", written) if isinstance(written, str) else None
    text = members.files.read(path) if path else None
    if path is None or text is None:
        return None
    from capslint.formats.dockerfile.image import read_dockerfile

    given = entries_of(members.entries.get("build"), _BUILD)
    target = members.filled(given["target"]) if "target" in given else None
    arguments = {name: _argument(name, members.filled(view)) for name, view in entries_of(given.get("args")).items()}
    return read_dockerfile(path, text, target if isinstance(target, str) else None, arguments)


def _argument(name: str, value: str | Unknown | None) -> str:
    return value if isinstance(value, str) else f"${{{name}}}"
