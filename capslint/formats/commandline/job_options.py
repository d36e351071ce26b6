"""Options for a workflow's container that has none: the key ``options`` is added, an image alone becomes ``image``.

Source: docs.github.com "Workflow syntax for GitHub Actions", jobs.<id>.container: an image alone can be written without
the key ``image``.
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping, Node, Path, Scalar, node_at
from capslint.cst.changes import Append, Change, Insert, Replace
from capslint.cst.editing import plan
from capslint.cst.editing.file_style import style_of
from capslint.cst.parse import parse
from capslint.cst.written import column
from capslint.edits import TextEdit, Withheld
from capslint.formats.commandline.hosts.parts import JobContainer
from capslint.formats.commandline.word_text import CannotWriteError, flag_words
from capslint.source import Source, Span

IMAGE = "image"
OPTIONS = "options"


class OptionsPlan:
    """What the options of one job's container shall be: ``words``."""

    def __init__(self, source: Source, job: JobContainer) -> None:
        documents = parse(source)
        if len(documents) != 1:
            raise CannotWriteError("a workflow is one document, and here are several")
        self.document = documents[0]
        self.path = job.path
        self._words: list[str] = []

    @property
    def words(self) -> str:
        """The value of the key."""
        return " ".join(self._words)

    def add(self, change: Change) -> None:
        """Take in one change. Raises CannotWriteError."""
        name = str(change.path[2]).replace("_", "-")
        match change:
            case Append():
                self._words.append(flag_words(name, change.item, "="))
            case Insert():
                self._words.append(flag_words(name, change.value, "="))
            case _:
                raise CannotWriteError("the job has no such option")

    def settle(self) -> None:
        """Decide nothing more: there are no words yet that could be shared."""

    def edits(self) -> tuple[TextEdit, ...]:
        """Return the edits of the workflow. Raises CannotWriteError."""
        holder = node_at(self.document.root, self.path[:-1])
        pair = holder.pair(str(self.path[-1])) if isinstance(holder, Mapping) else None
        if isinstance(holder, Mapping) and pair is not None and isinstance(pair[1], Scalar):
            return tuple(self._as_mapping(pair[0], pair[1], holder.flow))
        edits = plan(self.document, (self._change(),))
        if isinstance(edits, Withheld):
            raise CannotWriteError(edits.reason)
        return edits

    def _change(self) -> Change:
        path: Path = (*self.path, OPTIONS)
        is_there = node_at(self.document.root, path) is not None
        return Replace(path, self.words) if is_there else Insert(path, self.words)

    def _as_mapping(self, key: Node, image: Scalar, is_flow: bool) -> Iterator[TextEdit]:
        text = self.document.source.text
        between = text[key.end : image.start]
        if "${{" in image.value:
            raise CannotWriteError("the container is an expression, which can be more than an image")
        if not _is_plain_image(image, text) or "\n" in between or (is_flow and "," in self.words):
            raise CannotWriteError("the image alone is not written on the line of its key, as one word")
        at = image.start
        if is_flow:
            yield TextEdit(Span(at, at), f"{{{IMAGE}: ")
            yield TextEdit(Span(image.end, image.end), f", {OPTIONS}: {self.words}}}")
            return
        style = style_of(self.document)
        line = style.newline + " " * (column(text, key.start) + style.step)
        end = text.find("\n", image.end)
        end = len(text) if end < 0 else end - (text[end - 1] == "\r")
        yield TextEdit(Span(at - len(between) + len(between.rstrip()), at), f"{line}{IMAGE}: ")
        yield TextEdit(Span(end, end), f"{line}{OPTIONS}: {self.words}")


def _is_plain_image(image: Scalar, text: str) -> bool:
    """Return whether the scalar is the name of an image on one line."""
    written = text[image.start : image.end]
    is_one_line = "\n" not in written and image.style not in ("|", ">")
    return is_one_line and not (image.anchor or image.tag) and bool(image.value)
