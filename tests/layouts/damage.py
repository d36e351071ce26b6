"""What an edit may never do to a file, asked of the texts before and after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import yaml

from capslint.cst import Document, Scalar, node_at
from capslint.cst.changes import Change, Move, Remove, Replace, ReplaceEntry
from capslint.cst.comments import comments
from capslint.cst.parse import parse
from capslint.edits import TextEdit, apply_edits
from capslint.source import Source
from tests.layouts import oracle

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def damage(document: Document, changes: tuple[Change, ...], edits: tuple[TextEdit, ...]) -> Iterator[str]:
    """Return one sentence for everything that ``edits`` broke."""
    source = document.source
    new = apply_edits(source.text, edits)
    try:
        after = oracle.trees(new)
    except yaml.YAMLError as error:
        yield f"not YAML any more: {error}"
        return
    before = oracle.trees(source.text)
    if len(before) != len(after):
        yield f"{len(before)} documents became {len(after)}"
        return
    for index, (old, now) in enumerate(zip(before, after, strict=True)):
        assert index != document.index or old is not None
        if now != (
            oracle.after(old, _keeping_tags(document, changes)) if index == document.index and old is not None else old
        ):
            yield f"document {index} is not what the changes say"
    yield from _lines(source.text, new, edits)
    yield from _comments(document, new, changes)
    yield from _shape(source.text, new)


def _keeping_tags(document: Document, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """A collection with a tag stays, empty: what is taken out of it takes none of its parents with it."""
    kept: list[Change] = []
    for change in changes:
        if isinstance(change, (Remove, Move)):
            above = (node_at(document.root, change.path[:depth]) for depth in range(len(change.path)))
            tagged = [depth for depth, node in enumerate(above) if node is not None and node.tag]
            kept.append(change._replace(keep=max(change.keep, *tagged)) if tagged else change)
        else:
            kept.append(change)
    return tuple(kept)


def _lines(old: str, new: str, edits: tuple[TextEdit, ...]) -> Iterator[str]:
    """Every line of the old text that no edit reaches into must be there, at its shifted place."""
    for match in _LINE.finditer(old):
        start, end = match.span()
        if start == end or any(
            edit.span.start < end and start < max(edit.span.end, edit.span.start + 1) for edit in edits
        ):
            continue
        delta = sum(len(edit.new) - (edit.span.end - edit.span.start) for edit in edits if edit.span.end <= start)
        if new[start + delta : end + delta] != match[0]:
            yield f"a line that was not edited changed: {match[0]!r}"


def _comments(document: Document, new: str, changes: tuple[Change, ...]) -> Iterator[str]:
    source = document.source
    now = _all_comments(new)
    was = _all_comments(source.text)
    if now - was:
        yield f"new comments: {list(now - was)}"
    lost = was - now
    if lost and not any(_may_lose_comments(document, one) for one in changes):
        yield f"lost comments: {list(lost)}"


def _may_lose_comments(document: Document, change: Change) -> bool:
    """Return whether ``change`` takes lines out; a scalar on one line is replaced without a loss."""
    if isinstance(change, Remove) or (isinstance(change, Move) and change.keep < len(change.path) - 1):
        return True
    node = node_at(document.root, change.path)
    replaced = isinstance(change, (Replace, ReplaceEntry))
    return replaced and not (isinstance(node, Scalar) and node.style not in ("|", ">"))


def _all_comments(text: str) -> Counter[str]:
    return Counter(one.text for document in parse(Source("x", text)) for one in comments(document))


def _shape(old: str, new: str) -> Iterator[str]:
    ends_old, ends_new = set(re.findall(r"\r\n|\r|\n", old)), set(re.findall(r"\r\n|\r|\n", new))
    if ends_old and len(ends_new) > len(ends_old):
        yield f"mixed line ends: {ends_new}"
    if old[-1:] in "\r\n" and new[-1:] not in "\r\n":
        yield "the final line end is gone"
    if _double_blanks(new) > _double_blanks(old):
        yield "a double blank line"
    if sum(1 for line in new.splitlines() if line[-1:] == " ") > sum(
        1 for line in old.splitlines() if line[-1:] == " "
    ):
        yield "white space at the end of a line"


def _double_blanks(text: str) -> int:
    return len(re.findall(r"\n\n(?=\n)", text.replace("\r\n", "\n").replace("\r", "\n")))
