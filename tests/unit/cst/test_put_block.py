"""Adding in block style: exact texts before and after."""

from __future__ import annotations

import pytest

from capslint.cst.changes import Append, Change, Insert
from tests.unit.cst.editing import edited, withheld

CASES: dict[str, tuple[str, Change, str]] = {
    "item behind its siblings, at their indent": (
        "a:\n    - x\n    - y\nb: 1\n",
        Append(("a",), "z"),
        "a:\n    - x\n    - y\n    - z\nb: 1\n",
    ),
    "item of a list without indent": ("a:\n- x\nb: 1\n", Append(("a",), "z"), "a:\n- x\n- z\nb: 1\n"),
    "item in the quotes of its sibling": ('a:\n  - "x"\n', Append(("a",), "z"), 'a:\n  - "x"\n  - "z"\n'),
    "item in single quotes": ("a:\n  - 'x'\n", Append(("a",), "it's"), "a:\n  - 'x'\n  - 'it''s'\n"),
    "item with the gap of its sibling": ("a:\n  -   x\n", Append(("a",), "z"), "a:\n  -   x\n  -   z\n"),
    "a trailing comment stays with its item": (
        "a:\n  - x  # one\nb: 1\n",
        Append(("a",), "z"),
        "a:\n  - x  # one\n  - z\nb: 1\n",
    ),
    "a comment in the column of the items stays behind": (
        "a:\n  - x\n  # - old\nb: 1\n",
        Append(("a",), "z"),
        "a:\n  - x\n  - z\n  # - old\nb: 1\n",
    ),
    "comments that are deeper belong to the item": (
        "a:\n  - k:\n      v: 1\n      # of v\nb: 1\n",
        Append(("a",), "z"),
        "a:\n  - k:\n      v: 1\n      # of v\n  - z\nb: 1\n",
    ),
    "item of a list in a list": ("a:\n  - - x\n  - q\n", Append(("a", 0), "z"), "a:\n  - - x\n    - z\n  - q\n"),
    "item that is a mapping": (
        "a:\n- w: 1\n",
        Append(("a",), {"w": 2, "m": ["x"]}),
        "a:\n- w: 1\n- w: 2\n  m:\n  - x\n",
    ),
    "item behind an empty one": ("a:\n  -\nb: 1\n", Append(("a",), "z"), "a:\n  -\n  - z\nb: 1\n"),
    "item behind a folded one": (
        "a:\n  - x\n    y\nb: 1\n",
        Append(("a",), "z"),
        "a:\n  - x\n    y\n  - z\nb: 1\n",
    ),
    "item behind a block scalar": (
        "a:\n  - |\n    x\n\nb: 1\n",
        Append(("a",), "z"),
        "a:\n  - |\n    x\n  - z\n\nb: 1\n",
    ),
    "item behind a block scalar that keeps its blank lines": (
        "a:\n  - |+\n    x\n\nb: 1\n",
        Append(("a",), "z"),
        "a:\n  - |+\n    x\n\n  - z\nb: 1\n",
    ),
    "item without a final line end": ("a:\n  - x", Append(("a",), "z"), "a:\n  - x\n  - z"),
    "item with CRLF": ("a:\r\n  - x\r\nb: 1\r\n", Append(("a",), "z"), "a:\r\n  - x\r\n  - z\r\nb: 1\r\n"),
    "item with a lone CR": ("a:\r  - x\rb: 1\r", Append(("a",), "z"), "a:\r  - x\r  - z\rb: 1\r"),
    "item before the end marker": ("a:\n  - x\n...\n", Append(("a",), "z"), "a:\n  - x\n  - z\n...\n"),
    "item under an anchor and a tag": (
        "a: !t &w\n  - x\nb: *w\n",
        Append(("a",), "z"),
        "a: !t &w\n  - x\n  - z\nb: *w\n",
    ),
    "a missing list, as the file writes lists": (
        "s:\n  k:\n  - x\n  m: 1\n",
        Append(("s", "w"), "z"),
        "s:\n  k:\n  - x\n  m: 1\n  w:\n  - z\n",
    ),
    "a missing list in a file of lists in brackets": (
        "s:\n  k: [x]\n",
        Append(("s", "w"), "z"),
        "s:\n  k: [x]\n  w: [z]\n",
    ),
    "a missing list in a file without lists": ("s:\n  k: 1\n", Append(("s", "w"), "z"), "s:\n  k: 1\n  w:\n    - z\n"),
    "missing parents, at the file's step": (
        "s:\n    k: 1\n",
        Append(("s", "securityContext", "capabilities", "add"), "SYS_PTRACE"),
        "s:\n    k: 1\n    securityContext:\n        capabilities:\n            add:\n              - SYS_PTRACE\n",
    ),
    "an empty key": ("s:\n  k:\n  m: 1\n", Append(("s", "k"), "z"), "s:\n  k:\n    - z\n  m: 1\n"),
    "an empty key with a comment": ("k: # why\nm: 1\n", Append(("k",), "z"), "k: # why\n  - z\nm: 1\n"),
    "an empty parent": ("s:\n  k:\nm: 1\n", Append(("s", "k", "l"), "z"), "s:\n  k:\n    l:\n      - z\nm: 1\n"),
    "an explicit null": ("k: null # why\n", Append(("k",), "z"), "k: [z] # why\n"),
    "a tilde": ("k: ~\n", Append(("k", "l"), "z"), "k: {l: [z]}\n"),
    "an empty item": ("a:\n  -\n  - x\n", Append(("a", 0), "z"), "a:\n  - [z]\n  - x\n"),
    "an entry behind the last": (
        "s:\n  k: 1  # one\nt: 2\n",
        Insert(("s", "w"), "v"),
        "s:\n  k: 1  # one\n  w: v\nt: 2\n",
    ),
    "an entry behind a sibling": (
        "s:\n  image: x\n  ports:\n    - 1\n",
        Insert(("s", "user"), "root", "image"),
        "s:\n  image: x\n  user: root\n  ports:\n    - 1\n",
    ),
    "an entry behind a sibling that is not there": ("s:\n  k: 1\n", Insert(("s", "w"), 2, "q"), "s:\n  k: 1\n  w: 2\n"),
    "an entry behind a list with a comment of its own": (
        "s:\n  l:\n    - x\n    # - y\n  k: 1\n",
        Insert(("s", "w"), 2, "l"),
        "s:\n  l:\n    - x\n    # - y\n  w: 2\n  k: 1\n",
    ),
    "an entry beside a key on the dash line": (
        "l:\n- name: a\n  k: 1\n- name: b\n",
        Insert(("l", 1, "w"), 2),
        "l:\n- name: a\n  k: 1\n- name: b\n  w: 2\n",
    ),
    "an entry that is a mapping": (
        "s:\n  k: 1\n",
        Insert(("s", "seccompProfile"), {"type": "RuntimeDefault"}),
        "s:\n  k: 1\n  seccompProfile:\n    type: RuntimeDefault\n",
    ),
    "an entry among quoted keys": ('"s":\n  "k": 1\n', Insert(("s", "w"), "v"), '"s":\n  "k": 1\n  "w": v\n'),
    "an entry for an empty key": ("s:\n  k:\n", Insert(("s", "k"), True), "s:\n  k: true\n"),
    "an entry beside a merge": (
        "b: &b {k: 1}\ns:\n  <<: *b\n",
        Insert(("s", "w"), 2),
        "b: &b {k: 1}\ns:\n  <<: *b\n  w: 2\n",
    ),
    "an entry at the end of a text with blank lines": ("k: 1\n\n\n", Insert(("w",), 2), "k: 1\nw: 2\n\n\n"),
}


@pytest.mark.parametrize(("before", "change", "after"), CASES.values(), ids=CASES)
def test_what_is_added_stands_where_a_person_would_write_it(before: str, change: Change, after: str) -> None:
    assert edited(before, change) == after


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("SYS_PTRACE", "SYS_PTRACE"),
        ("seccomp:unconfined", "seccomp:unconfined"),
        ("./profile.json", "./profile.json"),
        ("", '""'),
        ("yes", '"yes"'),
        ("NULL", '"NULL"'),
        ("0644", '"0644"'),
        ("1e3", '"1e3"'),
        (".inf", '".inf"'),
        ("-x", '"-x"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("*a", '"*a"'),
        ("{{ .x }}", '"{{ .x }}"'),
        ('say "hi"\n', '"say \\"hi\\"\\n"'),
        ("caf\u00e9\u2028", '"caf\u00e9\\u2028"'),
        ("\U000e0001\x01", '"\\U000e0001\\x01"'),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_is_quoted_when_another_type_could_be_read(value: str, written: str) -> None:
    assert edited("k: 1\n", Insert(("w",), value)) == f"k: 1\nw: {written}\n"


@pytest.mark.parametrize(
    ("before", "change", "reason"),
    [
        ("k: 1\n", Append(("k",), "z"), "k is written as something else than a list"),
        ("k: 1\n", Append(("k", "l"), "z"), "k is not a mapping"),
        ("k: [1]\n", Append(("k", 3, "l"), "z"), "k has no item 3"),
        ("k: {}\n", Append(("k", 0), "z"), "k is not a list"),
        ("k:\n", Append(("k", 0), "z"), "k is not a list"),
        ("k: {}\n", Append(("k", "l", 0), "z"), "there is no k.l[0]"),
        ("k: 1\n", Insert(("k",), 2), "k is already there"),
        ("k: &a [x]\nl: *a\n", Append(("l",), "z"), "l is written as something else than a list"),
        ("k: &a {m: 1}\nl: *a\n", Append(("l", "m"), "z"), "l is the alias *a"),
        ("b: &b {c: [x]}\ns:\n  <<: *b\n", Append(("s", "c"), "z"), "s.c comes through a merge (<<)"),
        ("b: &b {c: [x]}\ns:\n  <<: [*b]\n", Append(("s", "c", "d"), "z"), "s.c comes through a merge (<<)"),
        ("k: 1\nk: 2\n", Append(("k",), "z"), "the key 'k' is there twice in the document"),
        ("s:\n  k: &a\n", Append(("s", "k"), "z"), "s.k is already there"),
        ("? k\n: 1\n", Insert(("w",), 2), "a mapping with explicit or compound keys ('? key') is not edited"),
        (
            "k: |\n  x",
            Insert(("w",), 2),
            "a new line would become part of the block scalar that ends the file without a line end",
        ),
        ("~\n", Append(("k",), "z"), "the document is empty"),
        ("# nothing\n--- # here\n", Append(("k",), "z"), "the document is empty"),
    ],
)
def test_what_cannot_be_added_is_withheld_with_the_reason(before: str, change: Change, reason: str) -> None:
    assert withheld(before, change) == reason
