"""The image of a dev container: named in the file, or made by a Dockerfile.

Source: github.com/devcontainers/spec docs/specs/devcontainerjson-reference.md: ``build.dockerfile`` is relative to the
file; ``dockerFile`` is its older spelling. docs/specs/image-metadata.md for the label.
"""

from __future__ import annotations

from capslint.cst import Scalar
from capslint.formats.devcontainer.brought import Brought, by_image, metadata_in
from capslint.formats.devcontainer.data.metadata import Metadata
from capslint.formats.devcontainer.members import Members, entries_of
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.view import View, absent, present
from capslint.model import Build, Setting, Unknown
from capslint.startup.records import NamedTuple

_LABEL = "devcontainer.metadata"
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
        return _built(members, dockerfile, none)
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


def _built(members: Members, dockerfile: View, none: Setting[str | Unknown | None]) -> Image:
    written = members.filled(dockerfile)
    path = joined("", written) if isinstance(written, str) else None
    text = members.files.read(path) if path else None
    if path is None or text is None:
        return Image(none, True)
    from capslint.formats.dockerfile.image import read_dockerfile

    target, arguments = _asked(members)
    build = read_dockerfile(path, text, target, arguments)
    metadata = _label(text, target, arguments) if _LABEL in text else None
    if metadata is not None:
        return Image(none, True, build, Brought(path, dockerfile.place(), metadata, "Dockerfile LABEL"))
    if build is None or build.base_image is None:
        return Image(none, True, build)
    return Image(none, True, build, by_image(build.base_image.text, dockerfile.place()))


def _asked(members: Members) -> tuple[str | None, dict[str, str]]:
    """Return the stage that is asked for, and the build arguments."""
    given = entries_of(members.entries.get("build"), _BUILD)
    target = members.filled(given["target"]) if "target" in given else None
    arguments = {name: _argument(name, members.filled(view)) for name, view in entries_of(given.get("args")).items()}
    return target if isinstance(target, str) else None, arguments


def _label(text: str, target: str | None, arguments: dict[str, str]) -> Metadata | None:
    """Return what the last label in a Dockerfile says, which takes the place of the base image's; None without one."""
    from capslint.formats.dockerfile.structure import chain, instructions, stages

    line = chain(stages(instructions(text), {}, arguments), target)
    labels = [each.value for stage in line for each in stage.instructions if each.name == "LABEL"]
    found = [value for label in labels for value in _values(label)]
    return metadata_in(found[-1]) if found else None


def _values(label: str) -> list[str]:
    import shlex

    try:
        words = shlex.split(label)
    except ValueError:
        return []
    return [word.removeprefix(f"{_LABEL}=") for word in words if word.startswith(f"{_LABEL}=")]


def _argument(name: str, value: str | Unknown | None) -> str:
    return value if isinstance(value, str) else f"${{{name}}}"
