"""Formats: what files of containers say, in one vocabulary, without a judgement.

Each is one folder behind the protocol `capslint.formats.format.Format` and one entry in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING

from capslint.cst import Document, Mapping, Path
from capslint.formats.format import Format, NotOurs, Spelling
from capslint.formats.reading.neighbour_files import Files, NoFiles, base_name
from capslint.formats.reading.templates import RENDER_HELM, is_escaped, is_rendered
from capslint.formats.reading.view import Tree
from capslint.model import Container, Workload
from capslint.source.files import SUFFIXES

if TYPE_CHECKING:
    from capslint.cst.changes import Change
    from capslint.edits import TextEdit, Withheld
    from capslint.formats.syntax import Syntax

__all__ = [
    "ENDINGS",
    "FORMATS",
    "TITLES",
    "UNREADABLE",
    "Files",
    "Format",
    "NoFiles",
    "NotOurs",
    "Spelling",
    "annotated",
    "format_of",
    "is_called_for",
    "is_escaped",
    "is_layer",
    "is_layered",
    "is_passed_over",
    "is_relevant",
    "made_with",
    "names_ours",
    "plan_each",
    "read",
    "reason_by_kind",
    "stands_alone",
    "syntax_of",
    "taker_of",
    "words_of",
]

_FOLDERS = (
    "kubernetes",
    "commandline",
    "devcontainer",
    "quadlet",
    "compose",  # the last: it takes what nobody else claims, and looks closer
)
FORMATS: tuple[Format, ...] = tuple(import_module(f"{__name__}.{folder}").FORMAT for folder in _FOLDERS)
"""All formats; the first one that claims a document has it."""

_BY_NAME = {file_format.name: file_format for file_format in FORMATS}
_IN_YAML = tuple(file_format for file_format in FORMATS if file_format.syntax is None)
_OWN_SYNTAXES = tuple((file_format, file_format.syntax) for file_format in FORMATS if file_format.syntax is not None)
TITLES = " nor ".join(sorted(file_format.title for file_format in _IN_YAML))
"""The names of the formats in YAML, for a sentence with 'neither'."""
UNREADABLE = f"not {' or '.join(sorted(file_format.title for file_format in _IN_YAML))}"
"""What a file is that no format has, where its name and place do not tell that it could be of another kind."""
ENDINGS = (*SUFFIXES, *chain.from_iterable((each.syntax or each).endings for each in FORMATS))
"""How the names of files end that can be of a format: a walk opens no other."""


def taker_of(path: str, text: str) -> Format | None:
    """Return the format in whose own syntax the file at ``path`` is written, None if that would be YAML."""
    for file_format, syntax in _OWN_SYNTAXES:  # a walk asks of every file: a loop takes a third of a generator's time
        if syntax.takes(path, text):
            return file_format
    return None


def is_passed_over(path: str, data: bytes) -> bool:
    """Return whether a file that a walk met holds nothing of ours, told before it is decoded.

    It is one in a format's own syntax, or JSON: a name that many files have which are not for us.
    """
    # UTF-16 and UTF-32 (YAML 1.2.2, section 5.2) spell words otherwise.
    if path.endswith((".yaml", ".yml")) or b"\0" in data[:4]:
        return False
    text = data.decode("latin-1")
    if (taker := taker_of(path, text)) is not None:
        return not taker.mentions(text)
    return path.endswith(".json") and not is_relevant(text, path)


def syntax_of(document: Document) -> Syntax | None:
    """Return how ``document`` is written, None for YAML."""
    return _BY_NAME[document.syntax].syntax if document.syntax is not None else None


def plan_each(document: Document, wishes: list[tuple[Change, ...]]) -> list[tuple[TextEdit, ...] | Withheld]:
    """Return for each of ``wishes`` the edits of the document's text that make it, or why there are none."""
    syntax = syntax_of(document)
    if syntax is not None:
        return [syntax.planned(document, changes) for changes in wishes]
    from capslint.cst import editing

    return editing.plan_each(document, wishes)


def format_of(container: Container) -> Format:
    """Return the format that spells ``container``."""
    return _BY_NAME[container.format]


def annotated(document: Document, path: Path) -> tuple[Path, str | None] | None:
    """Return where the object that holds what is at ``path`` has annotations, and which container is there."""
    root = document.root
    return _claimant(document, root).annotated(document, path) if isinstance(root, Mapping) else None


def is_layered(workload: Workload) -> bool:
    """Return whether what the containers are given can stand in every document of their file."""
    return any(format_of(container).is_layered for container in workload.containers)


def is_relevant(text: str, path: str = "") -> bool:
    """Return whether a document with this text could hold a container of any format, without parsing it.

    Escapes could spell the words differently, so that a text with one is relevant too, and so is what the name of the
    file at ``path`` calls for.
    """
    return names_ours(text) or is_escaped(text) or is_called_for(path, text)


def is_called_for(path: str, text: str) -> bool:
    """Return whether the name of a file says that it is ours, although no word of ``text`` need do so."""
    name = base_name(path)
    for file_format in _IN_YAML:  # noqa: SIM110 (as in `taker_of`)
        if file_format.is_called_for(name, text):
            return True
    return False


def made_with(path: str, files: Files) -> str | None:
    """Return the text of other files that can give something to the containers in ``path``; None if none can.

    That is for a file whose documents `stand_alone` but for that.
    """
    found = (file_format.made_with(path, files) for file_format in _IN_YAML)
    return next((text for text in found if text is not None), None)


def names_ours(text: str) -> bool:
    """Return whether ``text`` holds a word without which it is no document of ours, spelled as people spell it."""
    for file_format in _IN_YAML:  # noqa: SIM110 (as in `taker_of`)
        if file_format.mentions(text):
            return True
    return False


def stands_alone(text: str) -> bool:
    """Return whether all that a document with this text gives its containers stands in it, if it is ours at all."""
    return any(file_format.words is not None and _is_certainly(file_format, text) for file_format in _IN_YAML)


def _is_certainly(file_format: Format, text: str) -> bool:
    shown = file_format.shows(text)
    if shown is not None:
        return shown
    others = (other for other in _IN_YAML if other is not file_format)
    return all(other.shows(text) is False for other in others) and not is_escaped(text)


def words_of(fields: Iterable[str]) -> frozenset[str]:
    """Return the words of which one stands in a text that `stands_alone` where one of these fields is written."""
    tables = [file_format.words for file_format in _IN_YAML if file_format.words is not None]
    words_of_fields = (table.get(field, ()) for field in fields for table in tables)
    return frozenset(chain.from_iterable(words_of_fields))


def reason_by_kind(text: str) -> str | None:
    """Return why a document with this text is not ours, where that shows before it is parsed."""
    reasons = (file_format.why_not(text) for file_format in _IN_YAML)
    return next((reason for reason in reasons if reason is not None), None)


def is_layer(document: Document) -> bool:
    """Return whether ``document`` is read together with the others of its file."""
    root = document.root
    return isinstance(root, Mapping) and _claimant(document, root).is_layer(root)


def _claimant(document: Document, root: Mapping) -> Format:
    if document.syntax is not None:
        return _BY_NAME[document.syntax]
    return next(file_format for file_format in _IN_YAML if file_format.claims(root))


def read(
    document: Document, files: Files, order: tuple[str, ...] = (), others: tuple[Document, ...] = ()
) -> tuple[Workload, ...] | NotOurs:
    """Return the workloads of one document: a Compose file's services, or the pods of a Kubernetes manifest.

    It is a `NotOurs` where there are none. Raises nothing on odd input: what is odd is added to ``document.problems``.
    ``files`` reads the neighbours (``.env``, overrides, a Dockerfile, a seccomp profile). ``order`` names the files of
    a Compose project as ``-f`` does, relative to the folder of this one; without it Compose's own names are looked
    for. ``others`` are the documents of the file that are laid over a Compose file's first one, in their order.

    A Compose service is what all its files make of it. What stands in another file has that file's document in its
    place, and so have the containers that this file does not name: they are for reading, not for reporting.
    """
    root = Tree(document).root()
    if root is None:
        return NotOurs("empty document")
    for file_format in _IN_YAML if document.syntax is None else ():
        if (built := file_format.read_built(document, files)) is not None:
            return built
    if not isinstance(root.node, Mapping) and document.syntax is not None:
        return NotOurs(f"no {_BY_NAME[document.syntax].title} file: it is to hold an object")
    if not isinstance(root.node, Mapping):
        return NotOurs(f"no mapping at the top, so neither {TITLES}")
    documents = (document, *others)
    roots = (root, *filter(None, (Tree(other).root() for other in others)))
    found = _claimant(document, root.node).read(roots, documents, files, order)
    if document.syntax is None and isinstance(found, tuple) and not all(map(is_rendered, documents)):
        return NotOurs(RENDER_HELM)
    return found
