"""Members that would grant something elsewhere, and that the CLI does not read.

Source: github.com/devcontainers/spec schemas/devContainer.base.schema.json (unevaluatedProperties: false, and runArgs
among those of images and Dockerfiles only); github.com/devcontainers/cli passes over what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from capslint.formats.devcontainer.granted import RUN_ARGS
from capslint.formats.devcontainer.members import COMPOSE_FILE, Members, strings
from capslint.formats.reading.misplaced_field import misplaced_field
from capslint.model import Misplaced

_MEANT = {"cap_add": "capAdd", "security_opt": "securityOpt", "securityOpts": "securityOpt"}
"""Names of Compose and slips of the pen, with the member that is meant and takes the same value."""
_INSTEAD = {
    "capDrop": 'runArgs: ["--cap-drop=NAME"]',
    "cap_drop": 'runArgs: ["--cap-drop=NAME"]',
    "securityContext": "capAdd, privileged, securityOpt and containerUser",
}
"""What a dev container has for others."""


def misplaced(members: Members) -> Iterator[Misplaced]:
    """Return what stands at the top of the file under a name that nobody reads."""
    found = members.root.tree.select(members.root, frozenset((*_MEANT, *_INSTEAD)))
    for name, view in found.items():
        meant = _MEANT.get(name)
        advice = f"Write {meant}." if meant else f"What a dev container has for it is {_INSTEAD[name]}."
        belongs = (meant,) if meant else None
        read = partial(strings, name=meant or name)
        yield misplaced_field(name, view, belongs, "at the top of the file", advice, read)


def dead_arguments(members: Members) -> Iterator[Misplaced]:
    """Return the arguments of ``docker run`` beside a Compose file, which starts the container."""
    view = members.entries.get(RUN_ARGS)
    if view is not None:
        advice = "Write what is needed into capAdd, securityOpt or privileged, or into the Compose file."
        yield misplaced_field(RUN_ARGS, view, None, f"beside {COMPOSE_FILE}", advice, lambda _: None)
