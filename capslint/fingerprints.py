"""What a finding is known by in later runs: made of content, so that it stays when lines move."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence

from capslint.findings import Error, Finding

_DIGITS = 32


def fingerprints(findings: Sequence[Finding], root: str) -> tuple[str, ...]:
    """Return the fingerprint of each of ``findings``, in their order.

    It is made of the rule, the path from the folder ``root``, the containers that it affects, and the text that it
    points to without the comments and the white space in it; those that have all of this in common are numbered from
    the top of the file. So no two are equal, and neither moved lines nor other words in a message change them.
    """
    made: dict[int, str] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    for index in sorted(range(len(findings)), key=lambda index: findings[index].span):
        key = _content(findings[index], root)
        made[index] = _digest((*key, str(seen[key])))
        seen[key] += 1
    return tuple(made[index] for index in range(len(findings)))


def error_fingerprint(error: Error, root: str) -> str:
    """Return what an error is known by: the path from ``root``, the place and the message."""
    return _digest(("", _path(error.path, root), f"{error.line}:{error.column}", error.message))


def _content(finding: Finding, root: str) -> tuple[str, ...]:
    path = _path(finding.document.source.path, root)
    return finding.rule, path, "\n".join(sorted(finding.subjects)), _text(finding)


def _path(path: str, root: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")


def _text(finding: Finding) -> str:
    source, span = finding.document.source, finding.span
    text = source.text[span.start : span.end] or source.line(source.position(span.start).line)
    lines = (line.split() for line in text.splitlines())
    return " ".join(" ".join(words) for words in lines if words and not words[0].startswith("#")) or " ".join(
        text.split()
    )


def _digest(parts: tuple[str, ...]) -> str:
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGITS]
