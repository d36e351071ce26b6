"""A value, or a word, that knows where it was written, or would be."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from capslint.cst import Document, Node, Path
from capslint.source import Span
from capslint.startup.records import NamedTuple

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")


class Via(Enum):
    """How a value came to where it counts."""

    LITERAL = "literal"
    ALIAS = "alias"  # through *name: the place is inside the anchored node
    MERGE = "merge"  # through <<: the place is inside the merged mapping
    EXTENDS = "extends"
    INCLUDE = "include"
    OVERRIDE = "override"
    POD = "pod"  # inherited from the pod's securityContext
    ANNOTATION = "annotation"
    IMAGE = "image"  # from the Dockerfile beside the file
    BROUGHT = "brought"  # by what the place only names: only without that it goes
    ABSENT = "absent"  # not written anywhere; the place is where it would be


class Unknown(NamedTuple):
    """A value that the file does not tell; ``why`` names what it depends on (``"the variable DEBUG_USER"``)."""

    why: str


class Place(NamedTuple):
    """Where something is written, or would be.

    ``path`` leads from the root of ``document`` to the value, never through an alias or a merge key.
    ``node`` is the value there, or, for something absent, the nearest mapping or sequence that exists.
    ``key`` is the key node before the value, where there is one: findings about a whole entry point to both.
    """

    document: Document
    path: Path
    node: Node
    key: Node | None = None


class Setting(NamedTuple, Generic[T_co]):
    """One field of a container: its value, where that stands, and how it came there."""

    value: T_co
    place: Place
    via: Via = Via.LITERAL

    @property
    def is_absent(self) -> bool:
        """Whether nothing is written: ``value`` is then the default."""
        return self.via is Via.ABSENT

    def with_value(self, value: V) -> Setting[V]:
        """Return a setting with another value at the same place."""
        return Setting(value, self.place, self.via)


class Word(NamedTuple):
    """One argument of a command line, or another word; ``span`` is the exact range it was read from."""

    text: str
    span: Span


class EditorSign(NamedTuple):
    """What the files of an editor say of debugging in a container: an extension that it gets, or how it debugs there.

    ``word`` is the extension's id (``golang.go``) or the launch configuration's type (``cppdbg``), and stands in the
    file ``path`` (None: the document itself). ``request`` is the configuration's (``launch``, ``attach``); None: it is
    an extension. ``mode`` is what the configuration says beside it: Go's ``mode``, ``MIMode`` of ``cppdbg``.
    ``server`` is the address of a debugger that it connects to (``miDebuggerServerAddress``): it runs there.
    """

    word: Word
    path: str | None = None
    request: str | None = None
    mode: str = ""
    server: str = ""


class Installed(NamedTuple):
    """A package that comes with what a file only names: ``word`` stands there, ``seen_in`` says what that is.

    ``path`` is the file's; None: the document itself.
    """

    word: Word
    seen_in: str
    path: str | None = None


class Variable(NamedTuple):
    """A variable's name, its value as far as that can be read, and the ``span`` of ``path`` where it is given.

    Without a path it is the container's own document. A value is unknown that only a shell, a secret or another
    file's reader tells: it can be any.
    """

    name: str
    value: str | Unknown
    span: Span
    path: str | None = None


def last_of_each(variables: tuple[Variable, ...]) -> tuple[Variable, ...]:
    """Return the last one of each name, in the order in which the names come first."""
    return tuple({variable.name: variable for variable in variables}.values())
