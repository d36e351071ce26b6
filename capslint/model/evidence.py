"""How a debugger was seen in a file."""

from __future__ import annotations

from enum import Enum

from capslint.record import NamedTuple
from capslint.source import Span


class Sureness(Enum):
    """How much the sign tells, strongest first."""

    COMMAND = 3  # the container's own command line runs it
    HOOK = 2  # a probe, a hook, or a Dockerfile's CMD that the file may override
    INSTALLED = 1  # it is only there: an installed package, the image's name


class Evidence(NamedTuple):
    """Tool ``tool`` doing ``operation`` (catalogue keys), seen at ``span`` of ``path`` (None: the document itself).

    ``seen_in`` says where in words (``"command"``, ``"livenessProbe"``, ``"Dockerfile RUN"``, ``"image name"``).
    ``is_main`` tells that the debugger is the container's whole command, not one step of a script.
    ``words`` is the command line as far as it belongs to the tool, for options that change what is needed.
    ``as_user`` is the user that a wrapper switches to (``gosu app``, ``sudo -u app``), as written there.
    """

    tool: str
    operation: str
    seen_in: str
    span: Span
    sureness: Sureness
    path: str | None = None
    is_main: bool = False
    words: tuple[str, ...] = ()
    through_sudo: bool = False
    as_user: str | None = None


class Reason(NamedTuple):
    """A known need of a broad grant that is not debugging (Chromium's sandbox, Docker-in-Docker, a CSI driver …).

    ``explains`` are the grants it is a reason for, named as rules name them: ``privileged``, ``seccomp=unconfined``,
    ``SYS_ADMIN``, ``pid=host`` … ``advice`` is what fits it, one sentence. ``span`` is where it was seen.
    """

    name: str
    explains: frozenset[str]
    advice: str
    seen_in: str
    span: Span
