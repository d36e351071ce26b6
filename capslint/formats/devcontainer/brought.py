"""What Features and the image bring, each with the place where it is named.

Sources: github.com/devcontainers/cli src/spec-configuration/containerFeaturesConfiguration.ts (ids of Features: a name
without a slash is one of the CLI's own collection) and src/spec-node/imageMetadata.ts (the order: the label of the
image, the Features, the file).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Scalar
from capslint.cst.parse import YamlError
from capslint.formats.devcontainer.data.metadata import Metadata
from capslint.formats.devcontainer.members import Members, content, entries_of, is_true, strings
from capslint.formats.devcontainer.vocabulary import FEATURE
from capslint.formats.jsonc.read_jsonc import read_jsonc
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.view import Tree, View
from capslint.images.names import UNKNOWN, image_name
from capslint.model import Place
from capslint.source import Source, Span
from capslint.startup.records import NamedTuple

_FEATURE = "Feature"
_OWN_COLLECTION = "ghcr.io/devcontainers/features/"
_RENAMED = {"golang": "go", "common": "common-utils"}
_LIBRARY = ("library", "docker.io/library")


class Brought(NamedTuple):
    """What is brought: by ``name``, which stands at ``place`` and is a ``kind`` (``"Feature"``)."""

    name: str
    place: Place
    metadata: Metadata
    kind: str

    @property
    def span(self) -> Span:
        """The range of the name: a Feature is a key, whose value are its options."""
        key = self.place.key
        return key.span if key is not None and self.kind == _FEATURE else self.place.node.span


def by_features(members: Members) -> Iterator[Brought]:
    """Return what the Features of the file bring, in the order in which they are written."""
    features = members.entries.get("features")
    for name, view in entries_of(features).items():
        yield Brought(name, view.place(), _of_feature(name, members), _FEATURE)


def by_image(name: str, place: Place) -> Brought | None:
    """Return what the label of the image ``name`` brings; None where it has none by all that is known.

    A build argument that nobody knows may stand in it: in the tag it makes no difference.

    Only images that the CLI has built carry one: those of Docker Hub's library do not.
    """
    from capslint.formats.devcontainer.data.brought_data import IMAGES

    whole = "/".join(image_name(name).components)
    if UNKNOWN not in whole and ("/" not in whole or whole.rpartition("/")[0] in _LIBRARY):
        return None
    unknown = Metadata(why_unknown=f"what the label of the image {name} brings")
    return Brought(name, place, IMAGES.get(whole) or unknown, "image")


def _of_feature(written: str, members: Members) -> Metadata:
    if written.startswith(("./", "../")):
        return _of_local_feature(written, members)
    from capslint.formats.devcontainer.data.brought_data import FEATURES

    name = written.partition("@")[0].lower()
    head, slash, last = name.rpartition("/")
    last = last.partition(":")[0]
    whole = f"{head}/{last}" if slash else f"{_OWN_COLLECTION}{_RENAMED.get(last, last)}"
    return FEATURES.get(whole) or Metadata(why_unknown=f"what the Feature {written} brings")


def _of_local_feature(written: str, members: Members) -> Metadata:
    path = joined("", f"{written}/{FEATURE}")
    text = members.files.read(path) if path is not None else None
    unread = Metadata(why_unknown=f"what the Feature {written} brings, whose {FEATURE} cannot be read")
    if text is None:
        return unread
    try:
        document, _ = read_jsonc(Source(str(path), text), "")
    except YamlError:
        return unread
    root = Tree(document).root()
    return metadata_of(root) if root is not None else unread


def metadata_in(label: str) -> Metadata | None:
    """Return what the label of an image says, an object or a list of them; None where it is no JSON: it is ignored."""
    try:
        document, _ = read_jsonc(Source("", label), "")
    except YamlError:
        return None
    root = Tree(document).root()
    if root is None:
        return None
    whole = Metadata()
    for part in map(metadata_of, root.tree.items(root) or [root]):
        whole = whole.followed_by(part)
    return whole


def metadata_of(root: View) -> Metadata:
    """Return the metadata that an object spells: that of a Feature, or an item of an image's label."""
    entries = entries_of(root)
    grants = ["--privileged"] if is_true(entries.get("privileged")) else []
    for key, flag in (("capAdd", "--cap-add"), ("securityOpt", "--security-opt")):
        grants += [f"{flag}={content(item)}" for item in strings(entries.get(key), key)]
    users = {key: content(entries[key]) for key in ("containerUser", "remoteUser") if key in entries}
    overrides = entries.get("overrideCommand")
    return Metadata(
        tuple(grants),
        container_user=users.get("containerUser"),
        remote_user=users.get("remoteUser"),
        overrides=is_true(overrides) if overrides is not None else None,
        extensions=tuple(content(item) for item in extensions_of(entries)),
    )


def extensions_of(entries: dict[str, View]) -> list[View]:
    """Return the extensions that VS Code installs in the container; one with ``-`` before it is left out."""
    vscode = entries_of(entries_of(entries.get("customizations")).get("vscode")).get("extensions")
    given = [view for view in (vscode, entries.get("extensions")) if view is not None]
    items = (item for view in given for item in view.tree.items(view))
    return [item for item in items if isinstance(item.node, Scalar) and not item.node.value.startswith("-")]
