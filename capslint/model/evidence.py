"""How a debugger was seen in a file."""

from __future__ import annotations

from enum import Enum

from capslint.model.container import Exec, User, user_written
from capslint.model.setting import Unknown
from capslint.source import Span
from capslint.startup.records import NamedTuple


class Sureness(Enum):
    """How much the sign tells, strongest first."""

    COMMAND = 3  # the container's own command line runs it
    HOOK = 2  # a probe, a hook, or a Dockerfile's CMD that the file may override
    INSTALLED = 1  # it is only there: an installed package, the image's name
    IMPLIED = 0  # nothing shows it but what it is given: a grant, and beside one a port or a name


class Switch(NamedTuple):
    """A program that runs another one as ``user``, the words of the command line: ``app``, ``1000:1000``, ``$WHO``.

    ``by`` is the program's name. ``is_sudo`` tells that it is setuid root, and becomes root first.
    ``may_keep`` tells that an option lets some capabilities stay, or an id of root's (``setpriv --ambient-caps``).
    ``limits`` is what an option takes from the bounding set, as written (``-sys_ptrace``). ``user`` is then empty where
    none is named: who runs it stays.
    """

    by: str
    user: str
    is_sudo: bool = False
    may_keep: bool = False
    limits: str = ""

    @property
    def whom(self) -> User | Unknown:
        """Who that is, as far as it is written."""
        if "$" in self.user:
            return Unknown(f"whom {self.by} {self.user} names")
        return user_written(self.user.lstrip(":#"))  # chpst(8) takes numbers behind a colon, sudo(8) behind a #

    @property
    def gives_root(self) -> bool:
        """Whether that is certainly root."""
        return bool(self.user) and not isinstance(self.whom, Unknown) and self.whom.uid == 0


def last_named(switches: tuple[Switch, ...]) -> Switch | None:
    """Return the last of ``switches`` that names a user, whom the program runs as; None: none does."""
    return next((switch for switch in reversed(switches) if switch.user), None)


class Evidence(NamedTuple):
    """Tool ``tool`` doing ``operation`` (catalogue keys), seen at ``span`` of ``path`` (None: the document itself).

    ``seen_in`` says where in words (``"command"``, ``"livenessProbe"``, ``"Dockerfile RUN"``, ``"image name"``).
    ``is_main`` tells that the debugger is the container's whole command, not one step of a script.
    ``words`` is the command line as far as it belongs to the tool, for options that change what is needed.
    ``exec_as`` is what the hook that runs it says of its process.
    ``switches`` are the wrappers that change the user (``gosu app``, ``sudo``), the first one first.
    ``is_open``: nothing tells which operation of the tool is meant; ``operation`` is the one that is spoken of.
    ``is_alone``: the command is the debugger, and starts no other program by what can be read of it.
    ``is_mode``: the program lets itself be debugged, and no debugger stands beside it.
    ``is_ancestor`` tells that its process had started the target before it became the debugger.
    ``written`` is the command where a runner names the tool (``cargo tarpaulin``, ``python -m debugpy``).
    ``variables`` are those in which the tool reads flags, with their values, the last one that it reads last.
    """

    tool: str
    operation: str
    seen_in: str
    span: Span
    sureness: Sureness
    path: str | None = None
    is_main: bool = False
    words: tuple[str, ...] = ()
    switches: tuple[Switch, ...] = ()
    exec_as: Exec | None = None
    is_open: bool = False
    is_alone: bool = False
    is_ancestor: bool = False
    is_mode: bool = False
    written: tuple[str, ...] = ()
    variables: tuple[tuple[str, str | Unknown], ...] = ()

    @property
    def is_run(self) -> bool:
        """Whether something runs it: what is only there or only meant fails for nobody yet."""
        return self.sureness in (Sureness.COMMAND, Sureness.HOOK)

    @property
    def is_implied(self) -> bool:
        """Whether only what the container is given shows it."""
        return self.sureness is Sureness.IMPLIED

    @property
    def becomes(self) -> Switch | None:
        """The last wrapper that names a user."""
        return last_named(self.switches)

    @property
    def limited_by(self) -> Switch | None:
        """The first wrapper that takes from the bounding set."""
        return next((switch for switch in self.switches if switch.limits), None)

    @property
    def through_sudo(self) -> bool:
        """Whether a wrapper raises privileges on the way to it."""
        return any(switch.is_sudo for switch in self.switches)


class Reason(NamedTuple):
    """A known need of a broad grant that is not debugging (Chromium's sandbox, Docker-in-Docker, a CSI driver …).

    ``explains`` are the grants it is a reason for, named as rules name them: ``privileged``, ``seccomp=unconfined``,
    ``SYS_ADMIN``, ``pid=host`` … ``advice`` is what fits it, one sentence. ``span`` of ``path`` (None: the document
    itself) is where it was seen.
    """

    name: str
    explains: frozenset[str]
    advice: str
    seen_in: str
    span: Span
    path: str | None = None
