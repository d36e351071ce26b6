r"""Lines, columns and the text between nodes: where comments, commas, dashes and colons stand.

What lies between two neighbouring leaves is white space, indicators, properties of collections and comments, nothing
else: so no second scan of tokens is needed. Only ``\n``, ``\r\n`` and ``\r`` end a line for an edit, as in editors.
"""

from __future__ import annotations

from capslint.cst.nodes import Mapping, Node, Scalar, Sequence
from capslint.source import Span

# What ends a comment for libyaml (YAML 1.1); YAML 1.2 and editors know the first two only.
_BREAKS = "\n\r\x85\u2028\u2029"


def line_start(text: str, at: int) -> int:
    """Return the offset at which the line of ``at`` starts."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Return the offset at which the line of ``at`` ends, its line end not included."""
    if text[at - 1 : at + 1] == "\r\n":
        return at - 1
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    return min(ends, default=len(text))


def next_line(text: str, at: int) -> int:
    """Return the offset behind the line end of the line of ``at``: the end of the text where there is none."""
    end = line_end(text, at)
    return end + (2 if text[end : end + 2] == "\r\n" else 1 if end < len(text) else 0)


def column(text: str, at: int) -> int:
    """Return the column of ``at``, from 0, in code points."""
    return at - line_start(text, at)


def begins_line(text: str, at: int) -> bool:
    """Return whether only white space stands before ``at`` in its line."""
    return not text[line_start(text, at) : at].strip()


def comment_spans(text: str, start: int, end: int) -> list[Span]:
    """Return the comments in a range that lies between leaves."""
    found: list[Span] = []
    at = text.find("#", start, end)
    while at >= 0:
        stop = min((stop for stop in (text.find(char, at, end) for char in _BREAKS) if stop >= 0), default=end)
        found.append(Span(at, stop))
        at = text.find("#", stop, end)
    return found


def indicator(text: str, start: int, end: int, char: str) -> int | None:
    """Return the offset of the last ``char`` outside comments in a range that lies between leaves."""
    stop = end
    for span in reversed(comment_spans(text, start, end)):
        at = text.rfind(char, span.end, stop)
        if at >= 0:
            return at
        stop = span.start
    at = text.rfind(char, start, stop)
    return at if at >= 0 else None


def property_spans(text: str, node: Node) -> list[Span]:
    """Return the ranges of the tag and the anchor before ``node``'s content, in the order of the file."""
    found: list[Span] = []
    at = node.start
    for _ in range((node.tag is not None) + (node.anchor is not None)):
        at = _skip_blank(text, at, node.end)
        end = at
        while end < len(text) and text[end] not in " \t\n\r\x85\u2028\u2029" and not _ends_property(text, at, end):
            end += 1
        found.append(Span(at, end))
        at = end
    return found


def _ends_property(text: str, start: int, at: int) -> bool:
    # "!" alone may be followed by "<...>", and flow indicators end an anchor, but not what stands inside "!<...>".
    return text[at] in ",[]{}" and not text.startswith("!<", start)


def _skip_blank(text: str, at: int, end: int) -> int:
    while at < end:
        if text[at] == "#":
            at = next((span.end for span in comment_spans(text, at, end)), end)
        elif text[at] in " \t\n\r\x85\u2028\u2029":
            at += 1
        else:
            break
    return at


def content_start(text: str, node: Node) -> int:
    """Return the offset of ``node``'s own text, behind its tag and anchor."""
    spans = property_spans(text, node)
    return _skip_blank(text, spans[-1].end, node.end) if spans else node.start


def braced(text: str, node: Mapping | Sequence) -> bool:
    """Return whether a flow collection has its brackets: the single pair of ``[a: b]`` has none."""
    return text[content_start(text, node)] in "[{"


def end_of(text: str, node: Node) -> int:
    """Return the offset behind ``node``'s last character."""
    if isinstance(node, Mapping) and node.flow and node.pairs and not braced(text, node):
        return end_of(text, node.pairs[-1][1])  # libyaml ends a single pair at the next token
    return node.end


def header_comment(text: str, node: Scalar) -> Span | None:
    """Return the comment behind a block scalar's ``|`` or ``>``."""
    if node.style not in ("|", ">"):
        return None
    start = content_start(text, node)
    return next(iter(comment_spans(text, start, min(line_end(text, start), node.end))), None)
