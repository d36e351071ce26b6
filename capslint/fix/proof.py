"""Whether an edited text is the old one with the changes made and nothing else, by a second reader's word."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy

from capslint import formats
from capslint.cst import Document
from capslint.cst.changes import Append, Insert
from capslint.cst.comments import comments
from capslint.cst.editing import RefusedError, Tree, change_tree, removals
from capslint.cst.parse import YamlError, parse_slice, slices
from capslint.edits import TextEdit
from capslint.fix import second_reader
from capslint.fix.candidates import Planned
from capslint.fix.second_reader import UnreadableError
from capslint.fix.tabs import without_tabs
from capslint.source import Source, SourceError, Span


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
            text, now = before.text[start:end], after.text[now_start:now_end]
            if not here:
                if text != now:
                    return "a document that no fix is for would change"
                continue
            documents = parse_slice(before, start, end)
            documents_now = parse_slice(after, now_start, now_end)
            if len(documents_now) != len(documents):
                return "the number of documents would change"
            text, now = without_tabs(text, documents, start), without_tabs(now, documents_now, now_start)
            why = self._why_other_values(documents, text, now, here)
            why = why or self._why_other_comments(documents, text, now, here)
            if why:
                return why
        return None

    def _why_other_values(self, documents: list[Document], text: str, now: str, fixes: list[Planned]) -> str | None:
        expected = deepcopy(self._read_trees(text, "this document"))  # the changes are made in it
        found = self._read_trees(now, "the new text")
        if not len(expected) == len(found) == len(documents):
            return "the two YAML readers do not agree on the number of documents"
        for document, root in zip(documents, expected, strict=True):
            changes = tuple(
                change for plan in fixes if plan.fix.document.start == document.start for change in plan.fix.changes
            )
            try:
                change_tree(root, changes, removals(document, changes), second_reader.leaf)
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
        edits = [edit for plan in fixes if _takes_out(plan) for edit in plan.edits]
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
