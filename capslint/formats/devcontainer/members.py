"""The members of a dev container's configuration, as the CLI takes them, and what their variables stand for.

Sources: github.com/devcontainers/cli src/spec-node/imageMetadata.ts (mergeConfiguration) and
src/spec-common/variableSubstitution.ts; github.com/devcontainers/spec schemas/devContainer.base.schema.json.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping, Scalar, Sequence
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Unknown
from capslint.startup.records import NamedTuple

KEYS = frozenset(
    (
        *(
            "appPort",
            "build",
            "capAdd",
            "containerEnv",
            "containerUser",
            "context",
            "customizations",
            "dockerComposeFile",
        ),
        *("dockerFile", "extensions", "features", "forwardPorts", "image", "mounts", "name", "onCreateCommand"),
        *(
            "remoteUser",
            "overrideCommand",
            "postAttachCommand",
            "postCreateCommand",
            "postStartCommand",
            "privileged",
            "remoteEnv",
        ),
        *("runArgs", "runServices", "securityOpt", "service", "updateContentCommand", "workspaceMount"),
    )
)
"""The members that are read; what is not here is never looked at."""
COMPOSE_FILE = "dockerComposeFile"
_WORKSPACE = "${localWorkspaceFolder}"


class Members(NamedTuple):
    """The configuration of one dev container.

    ``workspace`` leads from the file's folder to the one that the editor opens, with a ``/`` at its end.
    """

    root: View
    entries: dict[str, View]
    files: Files
    workspace: str

    def text(self, key: str) -> str | Unknown | None:
        """Return the string under ``key``, its variables filled in as far as they are known."""
        view = self.entries.get(key)
        return self.filled(view) if view is not None else None

    def filled(self, view: View) -> str | Unknown | None:
        """Return the string at ``view``; None for anything else."""
        node = view.node
        if not isinstance(node, Scalar) or not node.style:
            return None
        text = self.substituted(node.value)
        return Unknown(f"what {text} holds") if "${" in text else text

    def substituted(self, text: str) -> str:
        """Return ``text`` with the folder that the editor opens as a path from this file's folder."""
        return text.replace(f"{_WORKSPACE}/", self.workspace).replace(_WORKSPACE, self.workspace or ".")


def is_true(view: View | None) -> bool:
    """Return whether JavaScript takes the value for true, as the CLI does."""
    node = view.node if view is not None else None
    if isinstance(node, Scalar):
        return bool(node.value) if node.style else node.value not in ("false", "null", "0")
    return node is not None


def strings(view: View | None, name: str) -> list[View]:
    """Return the strings of a list; what is none is a problem of the document."""
    if view is None or (isinstance(view.node, Scalar) and view.node.is_null):
        return []
    if not isinstance(view.node, Sequence):
        view.problem(f"{name} takes a list of strings")
        return []
    found = []
    for item in view.tree.items(view):
        if isinstance(item.node, Scalar) and item.node.style:
            found.append(item)
        else:
            item.problem(f"an item of {name} is to be a string")
    return found


def content(view: View) -> str:
    """Return the text of a scalar."""
    return view.node.value if isinstance(view.node, Scalar) else ""


def entries_of(view: View | None, names: frozenset[str] | None = None) -> dict[str, View]:
    """Return the members of an object with these ``names`` (None: all); none of anything else."""
    return view.tree.select(view, names) if view is not None and isinstance(view.node, Mapping) else {}


def mounts_of(members: Members) -> Iterator[str]:
    """Return the mounts, each as ``SOURCE:TARGET``, whether it is written as an object or as ``docker run`` has it."""
    view = members.entries.get("mounts")
    items = view.tree.items(view) if view is not None else []
    workspace = members.entries.get("workspaceMount")
    for item in (*items, *((workspace,) if workspace is not None else ())):
        if isinstance(item.node, Mapping):
            parts = {key: content(value) for key, value in entries_of(item).items()}
        else:
            parts = dict(part.partition("=")[::2] for part in content(item).split(","))
        source = parts.get("source") or parts.get("src", "")
        target = parts.get("target") or parts.get("destination") or parts.get("dst", "")
        if target:
            yield ":".join(filter(None, (members.substituted(source), target)))
