"""What a kustomization makes of the name of an image.

Source: kubernetes-sigs/kustomize ``api/internal/image/image.go`` (IsImageMatched, Split) and
``api/filters/imagetag/updater.go`` (SetImageValue). A ``tagSuffix`` is added once here, while kustomize 5.5 adds it
once for each of the two filters that it runs: nothing that is judged turns on it.
"""

from __future__ import annotations

import re

from capslint.formats.reading.layered import entries_of, scalar
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View

_TAG_AND_DIGEST = r"(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?"
_CHANGING = ("newName", "newTag", "digest", "tagSuffix")
_PLAIN_NAME = r"[\w./:-]+"


def renamed(image: View, change: View) -> View | None:
    """Return ``image`` as an entry of ``images`` makes it; itself if it stays, None if nobody here can tell."""
    fields = entries_of(change)
    told = {name: text for name, view in fields.items() if (text := scalar_text(view))}
    written, name = scalar_text(image) or "", told.get("name", "")
    if not re.fullmatch(_PLAIN_NAME, name):  # it is a pattern to kustomize
        return None
    by = next((fields[field] for field in _CHANGING if field in told), None)
    if by is None or not re.fullmatch(name + _TAG_AND_DIGEST, written):
        return image
    return scalar(by, _changed(written, told))


def _changed(image: str, told: dict[str, str]) -> str:
    base, tag, digest = _split(image)
    if "newTag" in told or "digest" in told:
        tag, digest = told.get("newTag", ""), told.get("digest", "")
    elif "tagSuffix" in told:
        tag, digest = tag + told["tagSuffix"], ""
    return f"{told.get('newName', base)}{':' if tag else ''}{tag}{'@' if digest else ''}{digest}"


def _split(image: str) -> tuple[str, str, str]:
    rest, _, digest = image.partition("@")
    folder, slash, last = rest.rpartition("/")
    name, _, tag = last.partition(":")
    return f"{folder}{slash}{name}", tag, digest
