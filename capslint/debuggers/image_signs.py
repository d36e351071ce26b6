"""What an image is known by: the debugger or the other need that its name, or that of its base image, shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from capslint.debuggers.data.program_sign import Program
from capslint.debuggers.data.signs_data import HELD_BY, IMAGES, PROGRAMS
from capslint.images.names import ImageName, image_name
from capslint.model import Container
from capslint.source import Span
from capslint.startup.records import NamedTuple

_LOOKED_INTO = frozenset(("debuggee", "debuggees", "target", "targets", "tracee"))
_LACKS = frozenset(("no", "non", "without"))


class SeenImage(NamedTuple):
    """An image of a container by its name, and where that stands: ``span`` of ``path`` (None: the document itself)."""

    name: str
    seen_in: str
    span: Span
    path: str | None = None


def images_of(container: Container) -> Iterator[SeenImage]:
    """Return the image of ``container``, and the one that its Dockerfile builds on, as far as they are known."""
    image = container.image.value
    if isinstance(image, str):
        place = container.image.place
        source = place.document.source
        path = None if source is container.document.source else source.path
        yield SeenImage(image, "image name", place.node.span, path)
    build = container.build
    if build is not None and build.base_image is not None:
        yield SeenImage(build.base_image.text, "Dockerfile FROM", build.base_image.span, build.path)


def named_by_image(image: str) -> Program | None:
    """Return the debugger that an image is named after, by its last two components and its tag.

    One called the target of a debugger is none, and neither is one that is said to have none.
    """
    whole = "/".join(image_name(image).components[-2:])
    texts = tuple(names_in(image))
    if texts and whole in IMAGES:
        return PROGRAMS[IMAGES[whole]]
    found = next((IMAGES[text] for text in texts if text in IMAGES), None)
    return PROGRAMS[found] if found else None


def held_by(image: str) -> tuple[Program, ...]:
    """Return the debuggers that an image is known to hold among much else."""
    return tuple(PROGRAMS[key] for key in HELD_BY.get("/".join(image_name(image).components), ()))


def names_in(image: str) -> Iterator[str]:
    """Return what can be the name of a tool in the last component of an image's name and in its tag.

    Nothing for one that is called the target of a debugger.
    """
    name = image_name(image)
    last = (_parts(name.components[-1]), _parts(name.tag))
    if all(map(_LOOKED_INTO.isdisjoint, last)):
        yield from (text for parts in last for text in _runs(parts))


def _parts(text: str) -> list[str]:
    return text.replace("_", "-").replace(".", "-").split("-")


def _runs(parts: list[str]) -> Iterator[str]:
    """Return what can be the name of a tool: each part, and several that follow each other (``dotnet-monitor``)."""
    for start in range(len(parts)):
        if start and parts[start - 1] in _LACKS:
            continue
        for end in range(start + 1, min(start + 3, len(parts)) + 1):
            yield "-".join(parts[start:end])


@lru_cache(maxsize=256)  # containers of one application have much in common
def needs_shown_by(image: str) -> dict[str, bool]:
    """Return the names of the signs that the name of an image shows, and whether only whose image it is shows them."""
    text = image.lower()
    name = image_name(image)
    likely = [(pattern, sign) for literal, pattern, sign in _patterns() if literal in text]
    found: dict[str, bool] = {}
    for pattern, sign in likely:
        if _is_image(name, pattern):
            found[sign] = found.get(sign, True) and pattern.endswith("/*")
    return found


@cache
def _patterns() -> tuple[tuple[str, str, str], ...]:
    """Return each pattern for images with the longest text that one must hold to fit, and the name of its sign."""
    from capslint.debuggers.data.reasons_data import REASONS

    patterns = [(pattern, sign.name) for sign in REASONS for pattern in sign.images]
    return tuple((max(pattern.partition(":")[0].split("*"), key=len), pattern, name) for pattern, name in patterns)


def _is_image(name: ImageName, pattern: str) -> bool:
    wanted, _, part = pattern.partition(":")
    parts = wanted.split("/")
    if part not in name.tag or len(parts) > len(name.components):
        return False
    return all(fits(*pair) for pair in zip(reversed(name.components), reversed(parts), strict=False))


def fits(text: str, pattern: str) -> bool:
    """Return whether ``text`` is ``pattern``, which may have a star at its start, its end or both."""
    if "*" not in pattern:
        return text == pattern
    bare = pattern.strip("*")
    starts, ends = pattern.startswith("*"), pattern.endswith("*")
    if starts:
        return bare in text if ends else text.endswith(bare)
    return text.startswith(bare)
