"""How the files of dev containers are written: JSON with comments, whose readers forgive a lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capslint.formats.devcontainer.vocabulary import CONFIGS, FEATURE, NAME

if TYPE_CHECKING:
    from capslint.cst import Document
    from capslint.cst.changes import Change
    from capslint.cst.comments import Comment
    from capslint.edits import TextEdit, Withheld
    from capslint.source import Source, Span

_NAMES = (*CONFIGS, FEATURE)


class DevcontainerSyntax:
    """Implements `capslint.formats.syntax.Syntax`; every file is asked whether it is one, so it imports late."""

    endings: tuple[str, ...] = ()  # walks open JSON anyway
    tail_mark = "//"

    def note_start(self, path: str, line: str) -> str:
        """Return the line's indent and what begins a comment."""
        return f"{line[: len(line) - len(line.lstrip())]}//"

    def takes(self, path: str, text: str) -> bool:
        """Return whether the file has one of the names that the CLI looks for."""
        return path.endswith(_NAMES) and path.replace("\\", "/").rpartition("/")[2] in _NAMES

    def parse(self, source: Source) -> list[Document]:
        """Return the one document."""
        from capslint.formats.jsonc.read_jsonc import read_jsonc

        return [read_jsonc(source, NAME)[0]]

    def planned(self, document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
        """Return the edits that make ``changes``."""
        from capslint.formats.jsonc.edit_jsonc import plan_jsonc

        return plan_jsonc(document, changes)

    def comments(self, document: Document) -> list[Comment]:
        """Return the comments of the file."""
        from capslint.formats.jsonc.tokens import comments_in

        return comments_in(document.source.text)

    def comment_spans(self, source: Source) -> list[Span]:
        """Return where comments stand in ``source``."""
        from capslint.formats.jsonc.tokens import comments_in

        return [comment.span for comment in comments_in(source.text)]

    def why_wrong(
        self, document: Document, after: Source, changes: tuple[Change, ...], edits: list[TextEdit]
    ) -> str | None:
        """Return what json5 says against ``after``."""
        from capslint.formats.jsonc.prove_jsonc import why_wrong

        return why_wrong(document, after, changes, edits)

    def why_other_values(self, before: Source, after: Source) -> str | None:
        """Return what else than comments differs for json5."""
        from capslint.formats.jsonc.prove_jsonc import why_other_values

        return why_other_values(before, after)
