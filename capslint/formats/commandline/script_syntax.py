"""How files with command lines become nodes, are edited and proved."""

from __future__ import annotations

import re
from collections.abc import Iterator

from capslint.cst import Document
from capslint.cst.changes import Change
from capslint.cst.comments import Comment
from capslint.edits import TextEdit, Withheld
from capslint.formats.commandline.hosts.file_kinds import ENDINGS, is_taken
from capslint.source import Source, Span
from capslint.source.files import SUFFIXES


class ScriptSyntax:
    """Implements `capslint.formats.syntax.Syntax` for all files that hold shell text."""

    endings: tuple[str, ...] = ENDINGS
    tail_mark = ""

    def note_start(self, path: str, line: str) -> str:
        """Return the line's indent and what begins a comment; in a recipe of make no tab, so that it runs nothing."""
        if path.endswith((".mk", "akefile")) and line.startswith("\t"):
            return "#"
        return f"{line[: len(line) - len(line.lstrip())]}#"

    def takes(self, path: str, text: str) -> bool:
        """Return whether the file holds shell text, by its name and place, or by its first line."""
        return is_taken(path, text)

    def parse(self, source: Source) -> list[Document]:
        """Return the one document of the file. Raises YamlError."""
        from capslint.formats.commandline.started_containers import script_document

        return [script_document(source)]

    def planned(self, document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
        """Return the edits of words that make ``changes``, or the reason why there are none."""
        from capslint.formats.commandline.word_edits import planned

        return planned(document, changes)

    def comments(self, document: Document) -> list[Comment]:
        """Return the comments of the shell text; one above a command is about each line of it."""
        return sorted(_comments(document))

    def comment_spans(self, source: Source) -> list[Span]:
        """Return the comments of the shell text, of the YAML around it, and the lines beside it that begin with ``#``.

        Those are what makefiles have. Raises YamlError.
        """
        return sorted(_comments_around(source))

    def why_wrong(
        self, document: Document, after: Source, changes: tuple[Change, ...], edits: list[TextEdit]
    ) -> str | None:
        """Return in one sentence what is wrong with ``after``; None if nothing is."""
        from capslint.formats.commandline.line_proof import why_wrong

        return why_wrong(document, after, changes, edits)

    def why_other_values(self, before: Source, after: Source) -> str | None:
        """Return what else than comments differs: the words of commands, and the data around them."""
        from capslint.formats.commandline.line_proof import why_other_words

        return why_other_words(before, after)


def _comments_around(source: Source) -> Iterator[Span]:
    from capslint.cst.comments import comments
    from capslint.cst.parse import parse
    from capslint.formats.commandline.hosts.file_kinds import parts_of_file
    from capslint.formats.commandline.hosts.parts import read_part

    text = source.text
    shell = parts_of_file(source).shell
    for part in shell:
        yield from read_part(text, part).comments
    if source.path.endswith(SUFFIXES):
        if not source.path.endswith(".json"):
            yield from (comment.span for document in parse(source) for comment in comments(document))
        return
    inside = [part.span for part in shell]
    for found in re.finditer(r"(?m)^[ \t]*(#[^\r\n]*)", text):
        if not any(start <= found.start(1) < end for start, end in inside):
            yield Span(*found.span(1))


def _comments(document: Document) -> Iterator[Comment]:
    from capslint.formats.commandline.hosts.file_kinds import parts_of_file
    from capslint.formats.commandline.hosts.parts import read_part
    from capslint.formats.commandline.started_containers import started_in

    text = document.source.text
    found = [
        Comment(span, text[span.start + 1 : span.end])
        for part in parts_of_file(document.source).shell
        for span in read_part(text, part).comments
        if not text.startswith("#!", span.start)
    ]
    yield from found
    for entry in started_in(document):
        if entry.line is not None:
            first, last = entry.line.words[0].span.start, entry.line.words[-1].span.end
            yield from _on_each_line(text, Span(text.rfind("\n", 0, first) + 1, last), found)


def _on_each_line(text: str, command: Span, comments: list[Comment]) -> Iterator[Comment]:
    above = command.start
    for comment in reversed(comments):
        is_alone = not text[: comment.span.start].rpartition("\n")[2].strip()
        between = text[comment.span.end : above]
        if not is_alone or between.strip() or between.count("\n") != 1:
            continue
        above = text.rfind("\n", 0, comment.span.start) + 1
        at = text.find("\n", command.start, command.end)
        while at >= 0:
            yield Comment(Span(at + 1, at + 1), comment.text)
            at = text.find("\n", at + 1, command.end)
