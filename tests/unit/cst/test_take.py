"""Taking out: exact texts before and after."""

from __future__ import annotations

import pytest

from capslint.cst.changes import Remove
from capslint.cst.nodes import Path
from tests.unit.cst.editing import edited, withheld

CASES: dict[str, tuple[str, Path, int, str]] = {
    "entry in the middle": ("s:\n  a: 1\n  b: 2 # why\n  c: 3\n", ("s", "b"), 1, "s:\n  a: 1\n  c: 3\n"),
    "entry of several lines": (
        "s:\n  a:\n    - 1\n    # of a\n    - 2 # two\n  c: 3\n",
        ("s", "a"),
        1,
        "s:\n  c: 3\n",
    ),
    "entry with a block scalar": ("a: |\n  x\n\n  y\nb: 1\n", ("a",), 0, "b: 1\n"),
    "entry with a quoted text of several lines": ('a: "x\n\n  # y"\nb: 1\n', ("a",), 0, "b: 1\n"),
    "comments directly above go too": (
        "s:\n  a: 1\n  # one\n  # two\n  b: 2\n  c: 3\n",
        ("s", "b"),
        1,
        "s:\n  a: 1\n  c: 3\n",
    ),
    "comments above a blank line stay": (
        "s:\n  a: 1\n  # head\n\n  b: 2\n  c: 3\n",
        ("s", "b"),
        1,
        "s:\n  a: 1\n  # head\n\n  c: 3\n",
    ),
    "comments in another column stay": (
        "s:\n  a: 1\n    # of a\n# far\n  b: 2\n  c: 3\n",
        ("s", "b"),
        1,
        "s:\n  a: 1\n    # of a\n# far\n  c: 3\n",
    ),
    "comments above the first entry stay": ("# head\na: 1\nb: 2\n", ("a",), 0, "# head\nb: 2\n"),
    "a comment behind the entry before stays": ("a: 1 # one\nb: 2\nc: 3\n", ("b",), 0, "a: 1 # one\nc: 3\n"),
    "no double blank line stays behind": ("a: 1\n\nb: 2\n\nc: 3\n", ("b",), 0, "a: 1\n\nc: 3\n"),
    "a double blank line that was there stays": ("a: 1\n\n\nb: 2\n\nc: 3\n", ("b",), 0, "a: 1\n\n\nc: 3\n"),
    "one blank line stays where one was": ("a: 1\nb: 2\n\nc: 3\n", ("b",), 0, "a: 1\n\nc: 3\n"),
    "no blank line stays at the end": ("a: 1\n\nb: 2\n", ("b",), 0, "a: 1\n"),
    "the blank lines of a block scalar stay": ("a: |+\n  x\n\nb: 2\nc: 3\n", ("b",), 0, "a: |+\n  x\n\nc: 3\n"),
    "without a final line end": ("a: 1\nb: 2", ("b",), 0, "a: 1"),
    "without a final line end, behind a blank line": ("a: 1\n\nb: 2", ("b",), 0, "a: 1"),
    "without a final line end, behind a block scalar": ("a: |\n  x\nb: 2", ("b",), 0, "a: |\n  x\n"),
    "with CRLF": ("a: 1\r\n\r\n# two\r\nb: 2\r\n\r\nc: 3\r\n", ("b",), 0, "a: 1\r\n\r\nc: 3\r\n"),
    "with CRLF, without a final line end": ("a: 1\r\nb: 2", ("b",), 0, "a: 1"),
    "with a lone CR": ("a: 1\rb: 2\rc: 3\r", ("b",), 0, "a: 1\rc: 3\r"),
    "before an end marker": ("a: 1\nb: 2\n---\nc: 3\n", ("b",), 0, "a: 1\n---\nc: 3\n"),
    "item": ("a:\n  - x\n  - y # two\n  - z\n", ("a", 1), 1, "a:\n  - x\n  - z\n"),
    "first item with a comment above": ("a:\n  # all\n  - x\n  - y\n", ("a", 0), 1, "a:\n  # all\n  - y\n"),
    "a comment that ignores a finding goes with the first item too": (
        "a:\n  # all\n  # capslint: ignore[r] why\n  # and more\n  - x\n  - y\n",
        ("a", 0),
        1,
        "a:\n  # all\n  - y\n",
    ),
    "a comment that ignores a finding goes from any column": (
        "a:\n  - x\n # far\n # capslint: ignore[r]\n  - y\n  - z\n",
        ("a", 1),
        1,
        "a:\n  - x\n # far\n  - z\n",
    ),
    "a comment that ignores nothing of the item stays": (
        "a:\n  # capslint: ignore[r]\n\n  - x\n  - y # capslint: ignore[r]\n",
        ("a", 0),
        1,
        "a:\n  # capslint: ignore[r]\n\n  - y # capslint: ignore[r]\n",
    ),
    "a comment that ignores a finding goes from between brackets": (
        "a: [\n  # all\n  #capslint: ignore[r]\n  x,\n  y\n]\n",
        ("a", 0),
        1,
        "a: [\n  # all\n  y\n]\n",
    ),
    "the last item of a list with a tag": (
        "a:\n  c: !override\n    - x\n",
        ("a", "c", 0),
        0,
        "a:\n  c: !override []\n",
    ),
    "the last item of a flow list with a tag": ("a: !override [x] # why\n", ("a", 0), 0, "a: !override [] # why\n"),
    "the last entry below a tag": ("a: !t\n  b:\n    c: 1\n", ("a", "b", "c"), 0, "a: !t {}\n"),
    "the last item of a list that hides a merged one": (
        "b: &b {c: [y]}\na:\n  <<: *b\n  c:\n    - x\n",
        ("a", "c", 0),
        1,
        "b: &b {c: [y]}\na:\n  <<: *b\n  c: []\n",
    ),
    "the last item below a mapping that hides one of a list of merged ones": (
        "b: &b {c: {d: [y]}}\na: {<<: [{z: 1}, *b], c: {d: [x]}}\n",
        ("a", "c", "d", 0),
        1,
        "b: &b {c: {d: [y]}}\na: {<<: [{z: 1}, *b], c: {}}\n",
    ),
    "the last item of a list beside a merge of others": (
        "b: &b {d: [y]}\na:\n  <<: *b\n  c:\n    - x\n",
        ("a", "c", 0),
        1,
        "b: &b {d: [y]}\na:\n  <<: *b\n",
    ),
    "empty item": ("a:\n  - x\n  -\n  - z\n", ("a", 1), 1, "a:\n  - x\n  - z\n"),
    "item that is an alias": ("b: &b x\na:\n  - *b\n  - y\n", ("a", 0), 1, "b: &b x\na:\n  - y\n"),
    "first key on the dash line": ("- a: 1 # one\n  b: 2\n- c: 3\n", (0, "a"), 1, "- b: 2\n- c: 3\n"),
    "first key on the dash line, with comments": (
        "l:\n  - a:\n      x: 1\n    # of b\n\n    b: 2\n",
        ("l", 0, "a"),
        2,
        "l:\n  # of b\n  - b: 2\n",
    ),
    "first key on a line of two dashes": ("- - a: 1\n    b: 2\n", (0, 0, "a"), 2, "- - b: 2\n"),
    "first item on the dash line": ("- - x\n  - y\n", (0, 0), 1, "- - y\n"),
    "first key under a dash alone": ("-\n  a: 1\n  b: 2\n", (0, "a"), 1, "-\n  b: 2\n"),
    "the last item, its key goes too": ("s:\n  a:\n    - x\n  b: 1\n", ("s", "a", 0), 1, "s:\n  b: 1\n"),
    "the last item, its comment goes with its key": (
        "s:\n  b: 1\n  # why\n  a: # list\n    - x # one\n",
        ("s", "a", 0),
        1,
        "s:\n  b: 1\n",
    ),
    "the last item, its key stays": (
        "s:\n  a: # list\n    # c\n    - x\n  b: 1\n",
        ("s", "a", 0),
        2,
        "s:\n  a: [] # list\n    # c\n  b: 1\n",
    ),
    "the last entry, up to the item that stays": (
        "l:\n  - name: a\n    c:\n      d:\n        e: 1\n",
        ("l", 0, "c", "d", "e"),
        2,
        "l:\n  - name: a\n",
    ),
    "the last entry on the dash line": ("l:\n  - a: 1 # one\n", ("l", 0, "a"), 2, "l:\n  - {}\n"),
    "the last entry under a dash alone": ("l:\n  - # one\n    a: 1\n", ("l", 0, "a"), 2, "l:\n  - {} # one\n"),
    "the last entry under an anchor": ("s: &s\n  a: 1\nt: *s\n", ("s", "a"), 1, "s: &s {}\nt: *s\n"),
    "the last item without a final line end": ("s:\n  - x", ("s", 0), 1, "s: []"),
    "flow item": ("a: [x, y, z]\n", ("a", 1), 1, "a: [x, z]\n"),
    "first flow item": ("a: [x, y]\n", ("a", 0), 1, "a: [y]\n"),
    "last flow item": ("a: [x, y]\n", ("a", 1), 1, "a: [x]\n"),
    "last flow item with a trailing comma": ("a: [x, y,]\n", ("a", 1), 1, "a: [x,]\n"),
    "only flow item": ("a: [ x, ] # c\n", ("a", 0), 1, "a: [] # c\n"),
    "only flow item, its key goes too": ("s: {a: [x], b: 1}\n", ("s", "a", 0), 1, "s: {b: 1}\n"),
    "only flow entry, its key goes too": ("s:\n  a: {b: {c: 1}}\n  d: 1\n", ("s", "a", "b", "c"), 1, "s:\n  d: 1\n"),
    "single pair in brackets": ("a: [x: 1, y]\n", ("a", 0), 1, "a: [y]\n"),
    "key without a value": ("a: {x, y: 1}\n", ("a", "x"), 1, "a: {y: 1}\n"),
    "flow item on its own line": ("a: [\n  x, # one\n  y # two\n]\n", ("a", 0), 1, "a: [\n  y # two\n]\n"),
    "last flow item on its own line": ("a: [\n  x, # one\n  y # two\n]\n", ("a", 1), 1, "a: [\n  x # one\n]\n"),
    "last flow item on its own line, trailing comma": ("a: [\n  x,\n  # y\n  y,\n]\n", ("a", 1), 1, "a: [\n  x,\n]\n"),
    "last flow item before its bracket": ("a: [\n  x,\n  y]\n", ("a", 1), 1, "a: [\n  x]\n"),
    "flow item between blank lines": (
        "a: [\n\n  x,\n\n  # y\n  y,\n\n  z\n]\n",
        ("a", 1),
        1,
        "a: [\n\n  x,\n\n  z\n]\n",
    ),
    "first flow item between blank lines": ("a: [\n\n  x,\n\n  y\n]\n", ("a", 0), 1, "a: [\n\n  y\n]\n"),
    "JSON entry": ('{\n  "a": 1,\n  "b": 2\n}\n', ("b",), 0, '{\n  "a": 1\n}\n'),
}


@pytest.mark.parametrize(("before", "path", "keep", "after"), CASES.values(), ids=CASES)
def test_what_is_taken_out_leaves_nothing_behind(before: str, path: Path, keep: int, after: str) -> None:
    assert edited(before, Remove(path, keep)) == after


@pytest.mark.parametrize(
    ("before", "path", "reason"),
    [
        ("a: 1\n", ("a",), "the only entry of the document is not removed"),
        ("a: 1\n", ("b",), "there is no b"),
        ("a: 1\n", (), "the root of a document is not edited as a whole"),
        ("a: &a [x]\nb: *a\n", ("a",), "the alias *a refers to what would be removed"),
        ("a:\n  - &x y\n  - 2\nb: *x\n", ("a", 0), "the alias *x refers to what would be removed"),
        ("&k a: 1\nb: *k\n", ("a",), "the alias *k refers to what would be removed"),
        ("a: &a {c: 1}\nb: *a\n", ("b", "c"), "b is the alias *a"),
        ("a: 1\nb: 2\na: 3\n", ("a",), "the key 'a' is there twice in the document"),
        ("? a\n: 1\nb: 2\n", ("b",), "a mapping with explicit or compound keys ('? key') is not edited"),
        (
            "a: [x, # one\n  y]\n",
            ("a", 0),
            "a comment stands between the elements in brackets, and it is not clear to which it belongs",
        ),
        ("a: [\n  x\n  ,\n  y\n]\n", ("a", 1), "a comma that starts a line in brackets is not edited"),
    ],
)
def test_what_cannot_be_taken_out_is_withheld_with_the_reason(before: str, path: Path, reason: str) -> None:
    assert withheld(before, Remove(path, 0)) == reason


def test_an_alias_that_goes_with_its_anchor_is_no_hindrance() -> None:
    assert edited("a:\n  x: &x 1\n  y: *x\nb: 1\n", Remove(("a",), 0)) == "b: 1\n"


def test_a_single_pair_without_braces_is_not_emptied() -> None:
    assert (
        withheld("a: [x: 1]\n", Remove(("a", 0, "x"), 2))
        == "a single pair without braces in a list ('[a: b]') is not edited"
    )
