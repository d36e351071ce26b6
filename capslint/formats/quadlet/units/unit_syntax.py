"""Unit files as `capslint.formats.syntax.Syntax` has it: read, edited and proved without YAML."""

from __future__ import annotations

from capslint.cst import Document
from capslint.cst.changes import Append, Change, Insert
from capslint.cst.comments import Comment
from capslint.edits import TextEdit, Withheld, apply_edits
from capslint.source import Source, Span


class UnitSyntax:
    """Implements `capslint.formats.syntax.Syntax` for container units and their drop-ins.

    A walk opens no drop-in by itself: ``.conf`` is the end of many names. Its unit brings it in.
    """

    endings: tuple[str, ...] = (".container",)
    tail_mark = ""

    def note_start(self, path: str, line: str) -> str:
        """Return what begins a comment."""
        return "#"

    def takes(self, path: str, text: str) -> bool:
        """Return whether ``path`` is a container unit, or a drop-in of one."""
        if not path.endswith((*self.endings, ".conf")):
            return False
        folder, _, name = path.replace("\\", "/").rpartition("/")
        around = folder.rpartition("/")[2]
        is_drop_in = name.endswith(".conf") and (around == "container.d" or around.endswith(".container.d"))
        return name.endswith(self.endings) or is_drop_in

    def parse(self, source: Source) -> list[Document]:
        """Return the one document of ``source``. Raises YamlError where Quadlet refuses the file."""
        from capslint.formats.quadlet.units.unit_tree import parse

        return [parse(source)]

    def planned(self, document: Document, changes: tuple[Change, ...]) -> tuple[TextEdit, ...] | Withheld:
        """Return the edits that make ``changes``, or the reason why there are none."""
        from capslint.formats.quadlet.units.unit_edits import CannotEditError, edits_for

        text = document.source.text
        try:
            edits = edits_for(text, changes)
        except CannotEditError as error:
            return Withheld(str(error))
        wrong = self.why_wrong(document, Source(document.source.path, apply_edits(text, edits)), changes, [*edits])
        return Withheld(wrong) if wrong is not None else edits

    def comments(self, document: Document) -> list[Comment]:
        """Return the comments of ``document``, without the ``#`` or ``;`` that begins them."""
        from capslint.formats.quadlet.units.unit_file import read_unit

        text = document.source.text
        return [Comment(span, text[span.start + 1 : span.end]) for span in read_unit(text).comments]

    def comment_spans(self, source: Source) -> list[Span]:
        """Return where comments stand in ``source``. Raises YamlError."""
        from capslint.formats.quadlet.units.unit_file import read_unit

        return [*read_unit(source.text).comments]

    def why_wrong(
        self, document: Document, after: Source, changes: tuple[Change, ...], edits: list[TextEdit]
    ) -> str | None:
        """Return what is wrong with ``after`` by the word of `unit_proof`, None if nothing."""
        from capslint.formats.quadlet.units.unit_proof import UnprovenError

        text = document.source.text
        try:
            return _why_other_values(document, after, changes) or _why_other_comments(text, after.text, changes, edits)
        except UnprovenError as error:
            return f"the second reader of unit files does not read it: {error}"
        except LookupError:
            return "the two readers of unit files do not agree on what is where"

    def why_other_values(self, before: Source, after: Source) -> str | None:
        """Return what else than comments differs by the word of `unit_proof`."""
        from capslint.formats.quadlet.units.unit_proof import UnprovenError, values_in

        try:
            return None if values_in(before.text) == values_in(after.text) else "the values would not be the same"
        except UnprovenError as error:
            return f"the second reader of unit files does not read it: {error}"


def _why_other_values(document: Document, after: Source, changes: tuple[Change, ...]) -> str | None:
    from capslint.cst.editing import RefusedError, change_tree, removals
    from capslint.formats.quadlet.units.unit_proof import leaf, plain, tree, values_in
    from capslint.formats.quadlet.units.unit_tree import parse

    was, now = values_in(document.source.text), values_in(after.text)
    expected = tree(was)
    try:
        change_tree(expected, changes, removals(document, changes), leaf)
    except RefusedError as refused:
        return refused.reason
    if plain(tree(now)) != plain(expected):
        return "the values would not be those that the fix describes"
    touched = {(str(change.path[0]), str(change.path[1])) for change in changes}
    others = ({(name, key): given for name, keys in values.items() for key, given in keys.items()
               if (name, key) not in touched} for values in (was, now))  # fmt: skip
    if next(others) != next(others):
        return "a key that no fix is for would change"
    problems = len(parse(after).problems) > len(document.problems)
    return "the new text would have a value that Quadlet drops" if problems else None


def _why_other_comments(text: str, new: str, changes: tuple[Change, ...], edits: list[TextEdit]) -> str | None:
    from capslint.formats.quadlet.units.unit_proof import comments_in

    was, now = comments_in(text), comments_in(new)
    if now - was:
        return "a comment would change"
    may_go = not all(isinstance(change, (Append, Insert)) for change in changes)
    leaving = comments_in("\n".join(_lines_in(text, edit.span) for edit in edits)) if may_go else comments_in("")
    lost = was - now - leaving
    return f"the comment {next(iter(lost))!r} would be lost" if lost else None


def _lines_in(text: str, span: Span) -> str:
    """Return the lines that lie in a range from their first character on."""
    start = text.rfind("\n", 0, span.start) + 1
    return text[start if not text[start : span.start].strip() else span.start : span.end]
