"""The parts of an image's name.

Source of the syntax: distribution/reference ``reference.go``; ``normalize.go`` for what a short name stands for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from capslint.startup.records import NamedTuple

UNKNOWN = "\0"
"""What stands in the place of a build argument that nobody knows: no pattern and no name contains it."""


class ImageName(NamedTuple):
    """An image's name in small letters: its ``components`` from the registry to the last, and its tag, if it has one.

    ``is_pinned`` tells that a digest says which image it is, whatever the tag.
    """

    components: tuple[str, ...]
    tag: str = ""
    is_pinned: bool = False


@lru_cache(maxsize=256)  # containers of one application have much in common
def image_name(written: str) -> ImageName:
    """Return the parts of the name ``written``; an argument in it that is not known (``$V``) becomes `UNKNOWN`."""
    text = _without_variables(written) if "$" in written else written
    name, pinned, _ = text.lower().partition("@")
    slash, colon = name.rfind("/"), name.rfind(":")
    tag = name[colon + 1 :] if colon > slash else ""
    return ImageName(tuple((name[:colon] if colon > slash else name).split("/")), tag, bool(pinned))


def _without_variables(written: str) -> str:
    return re.sub(r"\$(?:\{[^}]*\}?|\w+)", UNKNOWN, written)
