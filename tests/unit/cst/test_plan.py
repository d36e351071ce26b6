"""Several changes in one plan, several documents, and what makes the whole plan withheld."""

from __future__ import annotations

import pytest

from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry
from capslint.cst.editing import plan
from capslint.cst.parse import parse
from capslint.edits import Withheld, apply_edits
from capslint.source import Source
from tests.unit.cst.editing import edited, withheld

COMPOSE = """\
services:
  web:
    image: x
    security_opt:
      - seccomp:unconfined  # for strace
    ports: ["80"]
"""
WEB = ("services", "web")


def test_a_list_that_goes_and_one_that_comes() -> None:
    both = edited(COMPOSE, Remove((*WEB, "security_opt", 0), 2), Append((*WEB, "cap_add"), "SYS_PTRACE"))
    assert both == ('services:\n  web:\n    image: x\n    ports: ["80"]\n    cap_add:\n      - SYS_PTRACE\n')


def test_edits_that_touch_become_one() -> None:
    text = "s:\n  a: 1\n  b: 2\n"
    edits = plan(parse(Source("f", text))[0], (Remove(("s", "b"), 1), Insert(("s", "c"), 3)))
    assert not isinstance(edits, Withheld)
    (edit,) = edits
    assert apply_edits(text, (edit,)) == "s:\n  a: 1\n  c: 3\n"


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("a:\n- x\n- y\n- z\n", (Remove(("a", 0), 1), Remove(("a", 2), 1)), "a:\n- y\n"),
        ("a:\n- x\n- y\n- z\n", (Remove(("a", 2), 1), Remove(("a", 0), 1), Append(("a",), "q")), "a:\n- y\n- q\n"),
        ("s:\n  a: [x, y]\n  b: 1\n", (Remove(("s", "a", 0), 1), Remove(("s", "a", 1), 1)), "s:\n  b: 1\n"),
        ("s:\n  a: [x, y]\n", (Remove(("s", "a", 0), 2), Remove(("s", "a", 1), 2)), "s:\n  a: []\n"),
        ("s:\n  a: [x]\n  b: 1\n", (Remove(("s", "a", 0), 1), Remove(("s", "a"), 1)), "s:\n  b: 1\n"),
        ("s:\n  a: [x]\n", (Remove(("s", "a", 0), 1), Append(("s", "a"), "z")), "s:\n  a: [z]\n"),
        (
            "c:\n- s:\n    privileged: true\n",
            (Remove(("c", 0, "s", "privileged"), 2), Append(("c", 0, "s", "capabilities", "add"), "X")),
            "c:\n- s:\n    capabilities:\n      add:\n      - X\n",
        ),
        (
            "s:\n  p: true\n",
            (ReplaceEntry(("s", "p"), "c", ["X"]), Append(("s", "c"), "Z")),
            "s:\n  c:\n    - X\n    - Z\n",
        ),
        ("a: 1\nb: 2\n", (Replace(("a",), 3), Insert(("c",), 4), Remove(("b",), 0)), "a: 3\nc: 4\n"),
        ("a: 1\nb: {}\n", (Move(("a",), ("b", "c"), 0), Append(("b", "d"), "x")), "b: {c: 1, d: [x]}\n"),
    ],
)
def test_all_paths_are_those_of_the_document_as_it_is(before: str, changes: tuple[Change, ...], after: str) -> None:
    assert edited(before, *changes) == after


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ((Remove(("s", "a"), 1), Append(("s", "a"), "y")), "one change removes s.a and another one needs it"),
        ((Remove(("s", "a"), 1), Replace(("s", "a", 0), "y")), "one change removes s.a and another one needs it"),
        (
            (Move(("s", "a"), ("s", "c", "d"), 1), Remove(("s", "a", 0), 1)),
            "one change removes s.a and another one needs it",
        ),
        ((Insert(("s", "c"), 1), Insert(("s", "c"), 2)), "s.c is already there"),
        (
            (ReplaceEntry(("s", "a"), "c", 1), Remove(("s", "a", 0), 1)),
            "one change replaces s.a and another one needs it",
        ),
        ((Replace(("s", "a"), 1), Replace(("s", "a"), 2)), "one change replaces s.a and another one needs it"),
        (
            (Move(("s", "a"), ("s", "c"), 1), Move(("s", "a"), ("s", "d"), 1)),
            "one change removes s.a and another one needs it",
        ),
    ],
)
def test_changes_that_contradict_each_other_are_withheld(changes: tuple[Change, ...], reason: str) -> None:
    assert withheld("s:\n  a: [x]\n  b: 1\n", *changes) == reason


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_only_its_own_document_is_edited(number: int) -> None:
    parts = ["# head\na: 1\n", "a: 1 # two\n", "# three\na: 1\n", "a: 1"]
    expected = [*parts]
    expected[number] = parts[number] + ("w: 2\n" if number < 3 else "\nw: 2")
    assert edited("---\n".join(parts), Insert(("w",), 2), document=number) == "---\n".join(expected)


@pytest.mark.parametrize(
    "text",
    ["%YAML 1.1\n---\na: 1\n...\n---\na: 2\n", "a: 1\r---\ra: 2\r", "%YAML 1.1\n---\na: 1\n...\n# c\n---\na: 2\n"],
)
def test_documents_that_are_read_together_are_told_apart(text: str) -> None:
    newline = "\r" if "\r" in text else "\n"
    first, second = edited(text, Insert(("w",), 3)), edited(text, Insert(("w",), 3), document=1)
    assert first == text.replace(f"a: 1{newline}", f"a: 1{newline}w: 3{newline}")
    assert second == text.replace(f"a: 2{newline}", f"a: 2{newline}w: 3{newline}")


def test_offsets_count_code_points() -> None:
    assert edited("\U0001f40b: \U0001f40b # \U0001f40b\nb: [1]\n", Append(("b",), "x")).endswith("b: [1, x]\n")


def test_an_edit_whose_outcome_is_another_tree_is_withheld() -> None:
    """U+2028 ends a line for libyaml and not for an editor: the line holds another key."""
    assert (
        withheld("a: 1 # c\u2028b: 2\nc: 3\n", Remove(("a",), 0))
        == "the layout around it is one that no edit is made for"
    )


def test_nothing_to_do_gives_no_edits() -> None:
    assert plan(parse(Source("f", "a: 1\n"))[0], ()) == ()
