"""Replacing values and entries, and moving entries: exact texts before and after."""

from __future__ import annotations

import pytest

from capslint.cst.changes import Change, Move, Replace, ReplaceEntry, Value
from tests.unit.cst.editing import edited, withheld

A_LIST: Value = ["x", "yes"]

CASES: dict[str, tuple[str, Change, str]] = {
    "entry of minified JSON": ('{"a":{"b":1}}', ReplaceEntry(("a", "b"), "c", ["z"]), '{"a":{"c":["z"]}}'),
    "entry in brackets without quotes": ('a: {"b":1}\n', ReplaceEntry(("a", "b"), "c", "z"), 'a: {"c":"z"}\n'),
    "scalar": ("a: 1 # why\n", Replace(("a",), "v"), "a: v # why\n"),
    "scalar in its quotes": ("a: 'x'\nb: \"y\"\n", Replace(("a",), "v"), "a: 'v'\nb: \"y\"\n"),
    "quoted scalar by a number": ('a: "x"\n', Replace(("a",), 3), "a: 3\n"),
    "scalar with an anchor": ("a: &k x\nb: *k\n", Replace(("a",), "v"), "a: &k v\nb: *k\n"),
    "scalar of several lines": ("a: x\n  y\nb: 1\n", Replace(("a",), "v"), "a: v\nb: 1\n"),
    "block scalar": ("a: |  # why\n  x\n\n  y\nb: 1\n", Replace(("a",), "v"), "a: v # why\nb: 1\n"),
    "block scalar that keeps its end, CRLF": ("a: |+\r\n  x\r\n\r\nb: 1\r\n", Replace(("a",), "v"), "a: v\r\nb: 1\r\n"),
    "alias": ("b: &b x\na: *b\n", Replace(("a",), "v"), "b: &b x\na: v\n"),
    "nothing": ("a: # why\nb: 1\n", Replace(("a",), "v"), "a: v # why\nb: 1\n"),
    "nothing under an anchor": ("a: &k\nb: *k\n", Replace(("a",), "v"), "a: &k v\nb: *k\n"),
    "scalar by a list": ("a: x # why\nb: 1\n", Replace(("a",), A_LIST), 'a: # why\n  - x\n  - "yes"\nb: 1\n'),
    "scalar of several lines by a list": ("a: x\n  y\n", Replace(("a",), A_LIST), 'a: [x, "yes"]\n'),
    "list by a list": ("a: # c\n- 1\n- 2 # d\nb: 1\n", Replace(("a",), A_LIST), 'a: # c\n- x\n- "yes"\nb: 1\n'),
    "list by a scalar": ("a: # c\n  - 1\n  - 2\nb: 1\n", Replace(("a",), "v"), "a: v # c\nb: 1\n"),
    "mapping by nothing in it": ("a:\n  b: 1\nc: 2\n", Replace(("a",), {}), "a: {}\nc: 2\n"),
    "flow list by a scalar": ("a: [1,\n  2]\n", Replace(("a",), "v"), "a: v\n"),
    "item": ("- x # one\n- y\n", Replace((0,), "v"), "- v # one\n- y\n"),
    "item by a mapping": ("- x # one\n- y\n", Replace((0,), {"a": 1, "b": 2}), "- a: 1 # one\n  b: 2\n- y\n"),
    "item, a mapping, by a scalar": ("- a: 1\n  b: 2\n- y\n", Replace((0,), "v"), "- v\n- y\n"),
    "item under its dash": ("-\n  a: 1\n- y\n", Replace((0,), {"c": 1}), "-\n  {c: 1}\n- y\n"),
    "empty item": ("-\n- y\n", Replace((0,), "v"), "- v\n- y\n"),
    "empty item by a mapping": ("-\n- y\n", Replace((0,), {"a": 1}), "- {a: 1}\n- y\n"),
    "value in brackets": ("a: {b: 1, c: 2}\n", Replace(("a", "b"), A_LIST), 'a: {b: [x, "yes"], c: 2}\n'),
    "value in JSON": ('{"b": "Unconfined"}', Replace(("b",), "RuntimeDefault"), '{"b": "RuntimeDefault"}'),
    "no value in brackets": ("a: {b: , c: 2}\n", Replace(("a", "b"), "v"), "a: {b: v , c: 2}\n"),
    "entry": (
        "s:\n  privileged: true  # gdb\n  b: 1\n",
        ReplaceEntry(("s", "privileged"), "cap_add", ["SYS_PTRACE"]),
        "s:\n  cap_add:  # gdb\n    - SYS_PTRACE\n  b: 1\n",
    ),
    "entry in the style of the file": (
        "s:\n  privileged: true\n  b: [1]\n",
        ReplaceEntry(("s", "privileged"), "cap_add", ["SYS_PTRACE"]),
        "s:\n  cap_add: [SYS_PTRACE]\n  b: [1]\n",
    ),
    "entry on the dash line": (
        "- privileged: true\n  b: 1\n",
        ReplaceEntry((0, "privileged"), "capabilities", {"add": ["SYS_PTRACE"]}),
        "- capabilities:\n    add:\n      - SYS_PTRACE\n  b: 1\n",
    ),
    "entry of several lines": ("a: # c\n  - 1\n  - 2\nb: 1\n", ReplaceEntry(("a",), "d", "v"), "d: v # c\nb: 1\n"),
    "entry of several lines by a list": (
        "a: # c\n  - 1\n  - 2\nb: 1\n",
        ReplaceEntry(("a",), "d", ["v"]),
        "d: # c\n  - v\nb: 1\n",
    ),
    "entry with an anchor under its key": ("a: &k\n  - 1\nb: 1\n", ReplaceEntry(("a",), "d", "v"), "d: v\nb: 1\n"),
    "entry with a block scalar": ("a: |\n  x\nb: 1\n", ReplaceEntry(("a",), "d", ["v"]), "d:\n  - v\nb: 1\n"),
    "entry without a value": ("a: # c\nb: 1\n", ReplaceEntry(("a",), "d", ["v"]), "d: # c\n  - v\nb: 1\n"),
    "entry with CRLF, no final line end": ("a: 1", ReplaceEntry(("a",), "d", ["v"]), "d:\n  - v"),
    "entry in brackets": (
        "s: {privileged: true, b: 1}\n",
        ReplaceEntry(("s", "privileged"), "capabilities", {"add": ["SYS_PTRACE"]}),
        "s: {capabilities: {add: [SYS_PTRACE]}, b: 1}\n",
    ),
    "entry in JSON": ('{"a": true}', ReplaceEntry(("a",), "c", ["X"]), '{"c": ["X"]}'),
    "move within a mapping": ("s:\n  a: 1 # c\n  b: 2\n", Move(("s", "a"), ("s", "c"), 1), "s:\n  c: 1 # c\n  b: 2\n"),
    "move of lines with their comments": (
        "s:\n  a: 1\n  # above\n  b: # beside\n    - x # one\n\n    # within\n    - |\n      y\n\nt:\n    c: 1\n",
        Move(("s", "b"), ("t", "d"), 1),
        "s:\n  a: 1\n\nt:\n    c: 1\n"
        "    # above\n    d: # beside\n      - x # one\n\n      # within\n      - |\n        y\n",
    ),
    "move to a place that is not there yet": (
        "spec:\n  hostPID: true\n  privileged: true\n",
        Move(("spec", "privileged"), ("spec", "securityContext", "privileged"), 1),
        "spec:\n  hostPID: true\n  securityContext:\n    privileged: true\n",
    ),
    "move of the only entry": ("s:\n  a: 1\nt:\n  b: 2\n", Move(("s", "a"), ("t", "c"), 0), "t:\n  b: 2\n  c: 1\n"),
    "move from the dash line": ("- a: 1\n  b: 2\n- c: 3\n", Move((0, "a"), (1, "d"), 1), "- b: 2\n- c: 3\n  d: 1\n"),
    "move into brackets": ("a: [1]\nb: {c: 2}\n", Move(("a",), ("b", "d"), 0), "b: {c: 2, d: [1]}\n"),
    "move out of brackets": ("b: {c: 2, d: [1]}\na: 1\n", Move(("b", "c"), ("e",), 1), "b: {d: [1]}\na: 1\ne: 2\n"),
    "move of lines out of brackets": (
        "a: {b: [\n 1,\n 2], c: 3}\n",
        Move(("a", "b"), ("d",), 0),
        "a: {c: 3}\nd: [1, 2]\n",
    ),
    "move of lines in brackets, with CRLF": (
        'a: {b: {x: ["1\r\n  2", z] ,\r\n y: 3 }, c: {}}\r\n',
        Move(("a", "b"), ("a", "c", "d"), 1),
        'a: {c: {d: {x: ["1 2", z] , y: 3 }}}\r\n',
    ),
    "move of blanks in brackets": ("a: {b: [ 1 ], c: 3}\n", Move(("a", "b"), ("d",), 0), "a: {c: 3}\nd: [ 1 ]\n"),
    "move into nothing": ("a: 1\nb:\n", Move(("a",), ("b", "c"), 0), "b:\n  c: 1\n"),
}


@pytest.mark.parametrize(("before", "change", "after"), CASES.values(), ids=CASES)
def test_what_is_replaced_or_moved_keeps_its_place_and_comments(before: str, change: Change, after: str) -> None:
    assert edited(before, change) == after


@pytest.mark.parametrize(
    ("before", "change", "reason"),
    [
        ("a: !t x\n", Replace(("a",), 1), "a has the tag !t, which says how its value is meant"),
        ("a: &a [x]\nb: *a\n", ReplaceEntry(("a",), "c", 1), "the alias *a refers to what would be removed"),
        ("a: [&a x]\nb: *a\n", Replace(("a",), 1), "the alias *a refers to what would be removed"),
        ("a: 1\nb: 2\n", ReplaceEntry(("a",), "b", 1), "the key 'b' is already there"),
        ("- 1\n", ReplaceEntry((0,), "b", 1), "[0] is an item of a list, not an entry"),
        ("a: 1\nb: 2\n", Move(("a",), ("b",), 0), "b is already there"),
        ("- x\n- {}\n", Move((0,), (1, "b"), 0), "an item of a list is not moved"),
        (
            "a: {\n  b: 1, # c\n  d: 2\n}\n",
            Move(("a", "b"), ("e",), 0),
            "an entry in brackets with a comment is not moved",
        ),
        ("a: {c: 1}\n", Move(("a",), ("a", "b"), 0), "one change removes a and another one needs it"),
        ("a: &a 1\nb: {c: *a}\n", Move(("b", "c"), ("d",), 0), "a value with an anchor or an alias is not moved"),
        (
            "a:\n  - 1\nb: {}\n",
            Move(("a",), ("b", "c"), 0),
            "a value of several lines, or none, cannot move into brackets",
        ),
        *(
            (
                f"a: {{b: [1, {lines} 2]}}\n",
                Move(("a", "b"), ("c",), 0),
                "a value in brackets with a comment, a blank line or a joined line is not moved",
            )
            for lines in ("# why\n", "\n\n", '"x\\\n y",')
        ),
        ('s:\n  a: "x\ny"\n', Move(("s", "a"), ("b",), 0), "a value whose lines stand left of its key is not moved"),
    ],
)
def test_what_cannot_be_replaced_or_moved_is_withheld(before: str, change: Change, reason: str) -> None:
    assert withheld(before, change) == reason
