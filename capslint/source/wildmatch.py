"""Glob patterns as git's ignore files have them, translated so that matching never goes back over a star.

Source: git's ``wildmatch.c`` (dowild), and ``dir.c`` (parse_path_pattern, match_basename, match_pathname), which match
bytes. A star takes as little as lets what stands behind it match, and keeps it: that is enough, since what stands
between two stars is of one length. So a match costs the length of the pattern times that of the path at most.
"""

from __future__ import annotations

import re
from itertools import pairwise

_STAR, _FOLDERS, _SOME_FOLDERS, _ALL = rb"[^/]*?", rb"(?:[^/]*+/)*?", rb"(?:[^/]*+/)+?", rb".*"
_OVER_FOLDERS = frozenset((_FOLDERS, _SOME_FOLDERS, _ALL))
_WILD = re.compile(rb"[*?[\\]")
_CLASS = re.compile(rb"\[:([^]]*):\]")
_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\r",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}
"""ASCII alone in every locale (``git-compat-util.h``, sane_ctype of ``ctype.c``)."""


def is_wild(glob: bytes) -> bool:
    """Return whether ``glob`` stands for more than itself, or is spelled with a backslash."""
    return _WILD.search(glob) is not None


def translated(glob: bytes, is_path: bool) -> re.Pattern[bytes]:
    """Return an expression that matches whole what ``glob`` stands for.

    ``is_path``: it is held against a path, of which a star takes no slash; else against a name, which has none.
    Raises ValueError for a glob that can match nothing: one that ends in a backslash, or in an open bracket.
    """
    pieces = _Pieces(glob, is_path).read()
    blocks, at = [], 0
    for index, piece in enumerate(pieces):
        if piece in _OVER_FOLDERS:
            blocks.append(pieces[at:index])
            at = index
    blocks.append(pieces[at:])
    texts = [_block(block, is_last=number == len(blocks) - 1) for number, block in enumerate(blocks)]
    return re.compile(b"".join(texts), re.DOTALL)


def _block(pieces: list[bytes], is_last: bool) -> bytes:
    """Return what stands from one ``**`` to the next, of which the first place is taken that matches."""
    cuts = [index for index, piece in enumerate(pieces) if piece == _STAR] + [len(pieces)]
    text = b"".join(pieces[: cuts[0]])
    for start, end in pairwise(cuts):
        part = b"".join(pieces[start:end])
        text += part if is_last and end == len(pieces) else b"(?>" + part + b")"
    return text + rb"\Z" if is_last else b"(?>" + text + b")"


class _Pieces:
    """Cuts a glob into expressions, each for one byte but for the stars."""

    def __init__(self, glob: bytes, is_path: bool) -> None:
        self.glob = glob
        self.is_path = is_path
        self.at = 0
        first = _WILD.search(glob)
        self.plain = first.start() if first else len(glob)
        """So much is compared before git looks at wildcards, for which what follows begins anew (match_pathname)."""

    def read(self) -> list[bytes]:
        """Return the expressions. Raises ValueError as `translated` does."""
        pieces: list[bytes] = []
        while self.at < len(self.glob):
            byte = self.glob[self.at : self.at + 1]
            match byte:
                case b"*":
                    pieces.append(self._stars())
                case b"?":
                    pieces.append(b"[^/]")
                    self.at += 1
                case b"[":
                    pieces.append(self._set())
                case b"\\":
                    pieces.append(re.escape(self._after_backslash()))
                case _:
                    pieces.append(re.escape(byte))
                    self.at += 1
        return pieces

    def _after_backslash(self) -> bytes:
        byte = self.glob[self.at + 1 : self.at + 2]
        if not byte:
            raise ValueError("it ends in a backslash, and matches nothing")
        self.at += 2
        return byte

    def _stars(self) -> bytes:
        start = self.at
        while self.glob.startswith(b"*", self.at):
            self.at += 1
        begins = start in (0, self.plain) or self.glob.startswith(b"/", start - 1)
        if self.at - start == 1 or not (self.is_path and begins):
            return _STAR
        if self.at == len(self.glob):
            return _ALL
        for slash, piece in ((b"/", _FOLDERS), (b"\\/", _SOME_FOLDERS)):
            if self.glob.startswith(slash, self.at):
                self.at += len(slash)
                return piece
        return _STAR

    def _set(self) -> bytes:
        """Return the expression of a bracket: bytes, ranges and classes, never a slash."""
        self.at += 1
        is_negated = self.glob[self.at : self.at + 1] in (b"!", b"^")
        self.at += is_negated
        members: list[bytes] = []
        before = b""
        while not members or not self.glob.startswith(b"]", self.at):
            named = _CLASS.match(self.glob, self.at)
            if named is not None:
                if named[1] not in _CLASSES:
                    raise ValueError(f"there is no class {named[0].decode(errors='replace')}")
                members.append(_CLASSES[named[1]])
                self.at, before = named.end(), b""
            elif before and self._is_range():
                self.at += 1
                last = self._byte()
                members.append(_escaped(before) + b"-" + _escaped(last) if before <= last else b"")
                before = b""
            else:
                before = self._byte()
                members.append(_escaped(before))
        self.at += 1
        inside = b"".join(members)
        if is_negated:
            return b"[^/" + inside + b"]"
        return b"(?!/)[" + inside + b"]" if inside else b"(?!)"

    def _is_range(self) -> bool:
        return self.glob.startswith(b"-", self.at) and self.glob[self.at + 1 : self.at + 2] not in (b"", b"]")

    def _byte(self) -> bytes:
        byte = self.glob[self.at : self.at + 1]
        if not byte:
            raise ValueError("its bracket is not closed, and it matches nothing")
        if byte == b"\\":
            return self._after_backslash()
        self.at += 1
        return byte


def _escaped(byte: bytes) -> bytes:
    return b"\\x%02x" % byte[0]
