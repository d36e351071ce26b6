"""Whether an edited text is the old one with the changes made and nothing else, by a second reader's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from capslint import formats
from capslint.cst import Document
from capslint.cst.changes import Append, Insert
from capslint.cst.comments import comments
from capslint.cst.editing import RefusedError, Tree, change_tree, copied, removals
from capslint.cst.editing.expected_tree import scalar_at
from capslint.cst.parse import YamlError, parse_slice, slices
from capslint.cst.paths import path_to
from capslint.edits import TextEdit
from capslint.fix import second_reader
from capslint.fix.candidates import Planned
from capslint.fix.comment_proof import why_other_than_comments
from capslint.fix.second_reader import UnreadableError
from capslint.fix.tabs import without_tabs
from capslint.source import Source, SourceError, Span
from capslint.startup.records import NamedTuple


class _Stretch(NamedTuple):
    """A part of a text that is YAML by itself: a slice, or what stands in a scalar, each line at its place."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.source.text[self.start : self.end]

    def documents(self) -> list[Document]:
        """Return its documents. Raises YamlError."""
        return parse_slice(self.source, self.start, self.end)


class Proof:
    """Proves texts; remembers what the slow reader said of a slice, because one pass's result is the next one's start.

    A slice is a document as `capslint.cst.parse.slices` cuts it. Slices without an edit are compared as text.
    """

    def __init__(self) -> None:
        self._comments: dict[str, Counter[str]] = {}
        self._trees: dict[str, list[Tree]] = {}

    def why_wrong(self, before: Source, after: Source, fixes: list[Planned]) -> str | None:
        """Return in one sentence what ``fixes`` broke between ``before`` and ``after``; None if nothing."""
        edits = sorted(edit for plan in fixes for edit in plan.edits)
        syntax = formats.syntax_of(fixes[0].fix.document)
        try:
            if not _is_kept(before, after, edits):
                return "lines that no fix edits would change"
            Source.decode(after.path, after.encode(after.text))
            if fixes[0].fix.notes:
                return why_other_than_comments(before, after, fixes)
            if syntax is not None:
                changes = tuple(change for plan in fixes for change in plan.fix.changes)
                return syntax.why_wrong(fixes[0].fix.document, after, changes, edits)
            return self._why_wrong_slices(before, after, fixes)
        except (SourceError, UnicodeEncodeError):
            return f"the new text cannot be written in {before.encoding.upper()}"
        except YamlError as error:
            return f"the new text would not be YAML: {error.message}"
        except RefusedError as refused:
            return refused.reason

    def _why_wrong_slices(self, before: Source, after: Source, fixes: list[Planned]) -> str | None:
        old, new = list(slices(before.text)), list(slices(after.text))
        if len(old) != len(new):
            return "the number of documents would change"
        for (start, end), (now_start, now_end) in zip(old, new, strict=True):
            here = [plan for plan in fixes if start <= plan.fix.document.start < end]
            if not here:
                if before.text[start:end] != after.text[now_start:now_end]:
                    return "a document that no fix is for would change"
            elif why := self._why_wrong_stretch(
                _Stretch(before, start, end), _Stretch(after, now_start, now_end), here
            ):
                return why
            for start_inside, end_inside, inside in _texts_inside(before, start, end, here):
                part = _Stretch(before, start_inside, end_inside)
                now = _Stretch(after, _moved(start_inside, fixes), _moved(end_inside, fixes))
                if why := self._why_wrong_stretch(part, now, inside):
                    return why
        return None

    def _why_wrong_stretch(self, before: _Stretch, after: _Stretch, fixes: list[Planned]) -> str | None:
        documents, documents_now = before.documents(), after.documents()
        if len(documents_now) != len(documents):
            return "the number of documents would change"
        text = without_tabs(before.text, documents, before.start)
        now = without_tabs(after.text, documents_now, after.start)
        why = self._why_other_values(documents, text, now, fixes)
        return why or self._why_other_comments(documents, text, now, fixes)

    def _why_other_values(self, documents: list[Document], text: str, now: str, fixes: list[Planned]) -> str | None:
        expected = [copied(tree) for tree in self._read_trees(text, "this document")]  # the changes are made in it
        found = self._read_trees(now, "the new text")
        if not len(expected) == len(found) == len(documents):
            return "the two YAML readers do not agree on the number of documents"
        inside = {plan.fix.document.start for plan in fixes} - {document.start for document in documents}
        try:
            for at, document in enumerate(documents):
                _change(expected[at], document, fixes)
                for start in inside:
                    _take_over(document, start, expected[at], found[at])
        except LookupError:
            return "the two YAML readers do not agree on what is where"
        return None if found == expected else "the values would not be those that the fix describes"

    def _read_trees(self, text: str, what: str) -> list[Tree]:
        if text not in self._trees:
            try:
                self._trees[text] = second_reader.trees(text)
            except UnreadableError as error:
                raise _unreadable(what, error) from None
        return self._trees[text]

    def _why_other_comments(self, documents: list[Document], text: str, now: str, fixes: list[Planned]) -> str | None:
        was, are = self._read_comments(text, "this document"), self._read_comments(now, "the new text")
        if are - was:
            return "a comment would change"
        own = _own(documents, fixes)
        edits = [edit for plan in own if _takes_out(plan) for edit in plan.edits]
        written = (comment for document in documents for comment in comments(document))
        leaving = Counter(comment.text for comment in written if _is_within(comment.span, edits))
        lost = was - are - leaving
        return f"the comment {next(iter(lost))!r} would be lost" if lost else None

    def _read_comments(self, text: str, what: str) -> Counter[str]:
        if text not in self._comments:
            try:
                self._comments[text] = second_reader.comments(text)
            except UnreadableError as error:
                raise _unreadable(what, error) from None
        return self._comments[text]


def why_unread(document: Document) -> str | None:
    """Return why the second reader does not read the text of ``document``, where no fix can be proven; else None."""
    syntax = formats.syntax_of(document)
    if syntax is not None:
        return syntax.why_wrong(document, document.source, (), [])
    stretch = _Stretch(document.source, document.start, document.end)
    try:
        text = without_tabs(stretch.text, [document], document.start)
        second_reader.trees(text)
        second_reader.comments(text)
    except UnreadableError as error:
        return _unreadable("this document", error).reason
    return None


def _change(root: Tree, document: Document, fixes: list[Planned]) -> None:
    """Make the changes of ``document`` in its tree. Raises LookupError."""
    here = (plan.fix for plan in fixes if plan.fix.document.start == document.start)
    changes = tuple(change for fix in here for change in fix.changes)
    change_tree(root, changes, removals(document, changes), second_reader.leaf)


def _take_over(document: Document, offset: int, root: Tree, found: Tree) -> None:
    """Take the text of the scalar at ``offset`` as it is found: it is proven by itself. Raises LookupError."""
    if document.start <= offset < document.end:
        path = path_to(document, offset)
        scalar_at(root, path)[3] = scalar_at(found, path)[3]


def _own(documents: list[Document], fixes: list[Planned]) -> list[Planned]:
    """Return those of ``fixes`` that are for ``documents``, and not for what stands in a scalar of theirs."""
    starts = {document.start for document in documents}
    return [plan for plan in fixes if plan.fix.document.start in starts]


def _texts_inside(
    source: Source, start: int, end: int, fixes: list[Planned]
) -> Iterator[tuple[int, int, list[Planned]]]:
    """Return the ranges of texts in scalars that are YAML themselves and have fixes, with these."""
    own = _own(parse_slice(source, start, end), fixes) if fixes else []
    inner = {plan.fix.document.start: plan.fix.document.end for plan in fixes if plan not in own}
    for begin, finish in inner.items():
        yield begin, finish, [plan for plan in fixes if plan.fix.document.start == begin]


def _moved(offset: int, fixes: list[Planned]) -> int:
    edits = (edit for plan in fixes for edit in plan.edits if edit.span.end <= offset)
    return offset + sum(len(edit.new) - (edit.span.end - edit.span.start) for edit in edits)


def _is_within(span: Span, edits: list[TextEdit]) -> bool:
    return any(edit.span.start <= span.start and span.end <= edit.span.end for edit in edits)


def _takes_out(plan: Planned) -> bool:
    """Return whether the fix may take comments along: what it only adds owns none."""
    return not all(isinstance(change, (Append, Insert)) for change in plan.fix.changes)


def _unreadable(what: str, error: UnreadableError) -> RefusedError:
    return RefusedError(f"the second YAML reader (ruamel.yaml) does not read {what}: {error}")


def _is_kept(before: Source, after: Source, edits: list[TextEdit]) -> bool:
    """Return whether each stretch of lines without an edit is in the new text, at its shifted place."""
    at, shift = 0, 0
    for edit in edits:
        line = before.text.rfind("\n", 0, edit.span.start) + 1
        if line > at and before.text[at:line] != after.text[at + shift : line + shift]:
            return False
        end = edit.span.end
        if before.text[end - 1 : end] != "\n" or edit.span.start == end:
            end = before.text.find("\n", end)
        at = len(before.text) if end < 0 else end
        shift += len(edit.new) - (edit.span.end - edit.span.start)
    return before.text[at:] == after.text[at + shift :]
