"""What a finding is known by in later runs: made of content, so that it stays when lines move."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence

from capslint.cst.named_place import named_place
from capslint.findings import Error, Finding
from capslint.startup.records import NamedTuple

_DIGITS = 32


class Content(NamedTuple):
    """What is alike in a finding and in the same one of another run, line numbers left out.

    ``path`` is that of the file from a root, ``place`` leads to what is pointed to, by names.
    """

    path: str
    rule: str
    place: tuple[str, ...]


def fingerprints(findings: Sequence[Finding], root: str) -> tuple[str, ...]:
    """Return the fingerprint of each of ``findings``, in their order.

    It is made of the rule, the path from the folder ``root``, and the names that lead to the place in the file; those
    that have all of this in common are numbered from the top of the file. So no two are equal, and neither moved lines
    nor other words in a message change them, nor which other files are looked at.
    """
    made: dict[int, str] = {}
    seen: Counter[Content] = Counter()
    for index in sorted(range(len(findings)), key=lambda index: findings[index].span):
        content = content_of(findings[index], root)
        made[index] = digest(content, max(seen[content], findings[index].unreported))
        seen[content] = max(seen[content], findings[index].unreported) + 1
    return tuple(made[index] for index in range(len(findings)))


def error_fingerprint(error: Error, root: str) -> str:
    """Return what an error is known by: the path from ``root``, the place and the message."""
    return _digest(("", path_from(error.path, root), f"{error.line}:{error.column}", error.message))


def content_of(finding: Finding, root: str) -> Content:
    """Return what ``finding`` is known by, but for how many equal ones there are in the file before it."""
    place = finding.place or named_place(finding.document, finding.span) or (_written(finding),)
    return Content(path_from(finding.document.source.path, root), finding.rule, place)


def digest(content: Content, number: int) -> str:
    """Return the fingerprint of a finding; ``number`` counts the equal ones before it."""
    return _digest((content.rule, content.path, *content.place, str(number)))


def path_from(path: str, root: str) -> str:
    """Return ``path`` from the folder ``root``, whose path holds no link, with slashes.

    By whatever links a person came to a file: it is the same one.
    """
    return os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")


def _written(finding: Finding) -> str:
    source, span = finding.document.source, finding.span
    text = source.text[span.start : span.end] or source.line(source.position(span.start).line)
    lines = (line.split() for line in text.splitlines())
    return " ".join(" ".join(words) for words in lines if words and not words[0].startswith("#")) or " ".join(
        text.split()
    )


def _digest(parts: tuple[str, ...]) -> str:
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGITS]
