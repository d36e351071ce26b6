"""Adding in flow style: exact texts before and after."""

from __future__ import annotations

import pytest

from capslint.cst.changes import Append, Change, Insert
from tests.unit.cst.editing import edited, withheld

CASES: dict[str, tuple[str, Change, str]] = {
    "item": ("a: [x, y] # why\n", Append(("a",), "z"), "a: [x, y, z] # why\n"),
    "item in the quotes of its sibling": ('a: ["x"]\n', Append(("a",), "z"), 'a: ["x", "z"]\n'),
    "item with the gap of its siblings": ("a: [x,y]\n", Append(("a",), "z"), "a: [x,y,z]\n"),
    "item behind a trailing comma": ("a: [x, y,]\n", Append(("a",), "z"), "a: [x, y, z,]\n"),
    "item in padded brackets": ("a: [ x ]\n", Append(("a",), "z"), "a: [ x, z ]\n"),
    "item behind an alias": ("b: &b q\na: [*b]\n", Append(("a",), "z"), "b: &b q\na: [*b, z]\n"),
    "item behind a single pair": ("a: [x: 1 ]\n", Append(("a",), "z"), "a: [x: 1, z ]\n"),
    "item that is a mapping": ("a: [x]\n", Append(("a",), {"k": ["v", "no"]}), 'a: [x, {k: [v, "no"]}]\n'),
    "empty": ("a: []\n", Append(("a",), "z"), "a: [z]\n"),
    "empty and padded": ("a: [ ]\n", Append(("a",), "z"), "a: [ z ]\n"),
    "empty with a comment in it": ("a: [ # none\n]\n", Append(("a",), "z"), "a: [z # none\n]\n"),
    "empty under a quoted key": ('{"a": []}\n', Append(("a",), "z"), '{"a": ["z"]}\n'),
    "entry in minified JSON": ('{"a":{"b":1}}', Insert(("a", "c"), ["z"]), '{"a":{"b":1,"c":["z"]}}'),
    "empty mapping": ("a: {}\n", Append(("a", "b"), "z"), "a: {b: [z]}\n"),
    "one item a line": ("a: [\n  x,\n  y\n]\n", Append(("a",), "z"), "a: [\n  x,\n  y,\n  z\n]\n"),
    "one item a line, with comments": (
        "a: [\n  x, # one\n  y # two\n  # end\n]\n",
        Append(("a",), "z"),
        "a: [\n  x, # one\n  y, # two\n  z\n  # end\n]\n",
    ),
    "one item a line, trailing comma": (
        "a: [\n  x,\n  y, # two\n]\n",
        Append(("a",), "z"),
        "a: [\n  x,\n  y, # two\n  z,\n]\n",
    ),
    "one item a line, bracket behind the last": ("a: [\n  x,\n  y]\n", Append(("a",), "z"), "a: [\n  x,\n  y,\n  z]\n"),
    "one item a line, CRLF": ("a: [\r\n  x\r\n]\r\n", Append(("a",), "z"), "a: [\r\n  x,\r\n  z\r\n]\r\n"),
    "several lines, the last with two": ("a: [x,\n  y, q]\n", Append(("a",), "z"), "a: [x,\n  y, q, z]\n"),
    "a comment behind the last in the line": ("a: [x, y # two\n]\n", Append(("a",), "z"), "a: [x, y, z # two\n]\n"),
    "entry": ("s: {privileged: true}\n", Insert(("s", "w"), 2), "s: {privileged: true, w: 2}\n"),
    "entry behind a sibling": ("s: {a: 1, b: 2}\n", Insert(("s", "w"), 3, "a"), "s: {a: 1, w: 3, b: 2}\n"),
    "entry with nested parents": (
        "s: {privileged: true}\n",
        Append(("s", "capabilities", "add"), "SYS_PTRACE"),
        "s: {privileged: true, capabilities: {add: [SYS_PTRACE]}}\n",
    ),
    "entry in JSON": (
        '{\n  "a": {\n    "b": "x"\n  }\n}\n',
        Append(("a", "c"), "z"),
        '{\n  "a": {\n    "b": "x",\n    "c": ["z"]\n  }\n}\n',
    ),
    "entry in JSON behind a sibling": (
        '{\n  "a": "x",\n  "b": 1\n}\n',
        Insert(("w",), "z", "a"),
        '{\n  "a": "x",\n  "w": "z",\n  "b": 1\n}\n',
    ),
    "entry in compact JSON": ('{"a":"x","b":1}', Insert(("w",), "z"), '{"a":"x","b":1,"w":"z"}'),
    "entry for an empty key": ("s: {a: , b: 1}\n", Append(("s", "a"), "z"), "s: {a: [z] , b: 1}\n"),
    "entry for a null": ('{"a": null}', Append(("a",), "z"), '{"a": ["z"]}'),
    "null item": ("a: [~, x]\n", Append(("a", 0), "z"), "a: [[z], x]\n"),
}


@pytest.mark.parametrize(("before", "change", "after"), CASES.values(), ids=CASES)
def test_what_is_added_stands_in_the_brackets(before: str, change: Change, after: str) -> None:
    assert edited(before, change) == after


def test_two_additions_to_the_same_brackets() -> None:
    both = edited('{"a": 1}', Insert(("b",), 2), Append(("c",), "x"), Append(("c",), "y"))
    assert both == '{"a": 1, "b": 2, "c": ["x", "y"]}'


@pytest.mark.parametrize(
    ("before", "change", "reason"),
    [
        ("s: {a, b: 1}\n", Append(("s", "a"), "z"), "a key without a colon is not edited"),
        ("a: [x: 1]\n", Insert(("a", 0, "w"), 2), "a single pair without braces in a list ('[a: b]') is not edited"),
        ("a: {? x : 1}\n", Insert(("a", "w"), 2), "a mapping with explicit or compound keys ('? key') is not edited"),
        ("a: {{ .x }}\n", Insert(("a", "w"), 2), "a mapping with explicit or compound keys ('? key') is not edited"),
    ],
)
def test_what_cannot_be_added_is_withheld_with_the_reason(before: str, change: Change, reason: str) -> None:
    assert withheld(before, change) == reason
