"""What a format is: all that differs between one way to spell containers and another stands behind this protocol."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from capslint.cst import Document, Mapping, Path
from capslint.formats.reading.neighbour_files import Files
from capslint.formats.reading.view import View
from capslint.model import Container, Fact, PodSecurity, Role, Violation, Workload
from capslint.startup.records import NamedTuple

if TYPE_CHECKING:
    from capslint.formats.syntax import Syntax
    from capslint.formats.writer import Writer


class NotOurs:
    """The document is none that capslint judges; ``reason`` says why, for a person."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        """Return the class with the reason, for a failing test."""
        return f"NotOurs({self.reason!r})"


class Spelling(NamedTuple):
    """How a format says what rules speak of.

    ``no_apparmor`` asks for no AppArmor profile, ``no_new_privileges`` keeps programs from gaining any. ``as_root``
    runs a program as root in a container. ``unknown_key`` says what becomes of a key in a wrong place. ``context``
    holds the fields ``seccomp`` and ``apparmor``. ``shared_files`` says how a container with a label reaches files that
    it shares, ``see_processes`` how it sees those of another one, ``devices`` how it is given single devices: all are
    parts of sentences. ``override`` is a file that is there for debugging only, ``optional``
    what makes a container one that is started only when asked for. ``paste`` writes added capabilities: the whole, one
    name, and what stands between two names.
    """

    no_apparmor: str
    no_new_privileges: str
    as_root: str
    unknown_key: str
    shared_files: str
    see_processes: str
    devices: str
    context: str = ""
    seccomp: str = ""
    apparmor: str = ""
    override: str = ""
    optional: str = ""
    paste: tuple[str, str, str] = ("", "", "")

    def pasted(self, capabilities: Sequence[str]) -> str:
        """Return ``capabilities`` as they are added in a file of the format; nothing for none."""
        whole, each, between = self.paste
        return whole.format(between.join(each.format(name) for name in capabilities)) if capabilities else ""


class Format(Protocol):
    """One way to spell containers in a file; a format is a subclass of it.

    ``name`` is its key in options and reports, ``title`` its name for people, ``article`` what one file of it is
    called (``"a Compose file"``). ``facts`` are what it has a place for. ``words`` holds, by field of `Container`, the
    words of which one must stand in a text for the field to be written; None where what a container is given can stand
    in another file. ``is_layered``: the documents of a file are laid over each other. ``example_suffix`` ends the names
    of examples, which are read as the file ``example_path`` where that is not empty; where ``asks_for_examples``, each
    rule must have some. ``spelling`` says what rules speak of. ``endings``
    are those of names of YAML files that no other YAML file has.

    What has an answer here stays so for most formats.
    """

    name: str
    title: str
    article: str
    spelling: Spelling
    facts: frozenset[Fact] = frozenset()
    words: MappingOf[str, tuple[str, ...]] | None = None
    is_layered: bool = False
    example_suffix: str = ""
    example_path: str = ""
    asks_for_examples: bool = False
    endings: tuple[str, ...] = ()

    @property
    def writer(self) -> Writer:
        """What writes what rules want; most checks ask for none."""
        ...

    def noun(self, role: Role) -> str:
        """Return what the format calls a container of ``role``."""
        ...

    def mentions(self, text: str) -> bool:
        """Return whether ``text`` holds a word without which it is no document of this format. Cheap and sound."""
        ...

    def read(
        self, roots: tuple[View, ...], documents: tuple[Document, ...], files: Files, order: tuple[str, ...]
    ) -> tuple[Workload, ...] | NotOurs:
        """Return the workloads of ``documents``, whose tops are the mappings ``roots``, or why they are not ours.

        More than one document comes only where `is_layer` says so. ``files`` reads the neighbours, ``order`` names the
        files of a project as a person did.
        """
        ...

    @property
    def syntax(self) -> Syntax | None:
        """How its files are written where they are no plain YAML; None: they are."""
        return None

    def rejected(self, container: Container, policy: PodSecurity) -> tuple[Violation, ...]:
        """Return what an admission ``policy`` rejects of what is written for ``container``, and for what it is in."""
        return ()

    def is_called_for(self, name: str, text: str) -> bool:
        """Return whether a file called ``name`` is of this format although ``text`` need not `mention` such a word."""
        return False

    def made_with(self, path: str, files: Files) -> str | None:
        """Return the text of what else makes the containers of the file at ``path``; None if that is nothing."""
        return None

    def shows(self, text: str) -> bool | None:
        """Return whether a document with this text is one of this format; None if it may be, unless another's is."""
        return None if self.mentions(text) else False

    def why_not(self, text: str) -> str | None:
        """Return why a document with this text holds no containers, where that shows before it is parsed."""
        return None

    def claims(self, root: Mapping) -> bool:
        """Return whether the mapping at the top says by itself that the document is of this format."""
        return False

    def is_layer(self, root: Mapping) -> bool:
        """Return whether a document is read together with the others of its file."""
        return False

    def read_built(self, document: Document, files: Files) -> tuple[Workload, ...] | NotOurs | None:
        """Return what other files make of ``document``, of whatever kind it is; None if it is read for itself."""
        return None

    def annotated(self, document: Document, path: Path) -> tuple[Path, str | None] | None:
        """Return where the annotations are of the object that holds what is at ``path``, and the container's name.

        That is None where it is the whole pod's; there is no place where the format has no annotations.
        """
        return None
