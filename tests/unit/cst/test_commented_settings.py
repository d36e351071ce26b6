"""Settings that are switched off by a ``#`` stay when the entry goes that they stand beside."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from capslint.cst.changes import Move, Remove, Replace
from capslint.cst.nodes import Path
from tests.unit.cst.editing import edited, withheld

STAY = {
    "a key": "# ports: x",
    "a key without a value": "# tty:",
    "a key without a blank behind the hash": "#ports: [a]",
    "two hashes": "## ports: x",
    "a key in quotes": '# "ports": [a]',
    "a key with dots and slashes": "# container.apparmor.security.beta.kubernetes.io/app: unconfined",
    "a merge": "# <<: *base",
    "an anchor before the key": "# &p ports: x",
    "an item": "# - SYS_ADMIN",
    "a bulleted note, in doubt": "# - the slowlog",
    "a collection in brackets": "# {name: x, value: y}",
    "a word in front of a colon, in doubt": "# Note: see the docs",
}
GO = {
    "prose": "# the slowlog reads its children",
    "prose with a colon": "# the slowlog needs it: it reads its children",
    "an address": "# https://example.org/a:b",
    "a ruler": "# ----------",
    "prose in brackets": "# [1] in the manual",
    "one word": "# slowlog",
}


@pytest.mark.parametrize("comment", STAY.values(), ids=STAY)
def test_a_setting_stays_above_an_entry_and_inside_of_it(comment: str) -> None:
    above = f"s:\n  a: 1\n  {comment}\n  b: 2\n  c: 3\n"
    assert edited(above, Remove(("s", "b"), 1)) == f"s:\n  a: 1\n  {comment}\n  c: 3\n"
    inside = f"s:\n  a: 1\n  b:\n    {comment}\n    d: 2\n  c: 3\n"
    assert edited(inside, Remove(("s", "b", "d"), 1)) == f"s:\n  a: 1\n    {comment}\n  c: 3\n"


@pytest.mark.parametrize("comment", GO.values(), ids=GO)
def test_a_note_goes_with_its_entry(comment: str) -> None:
    assert edited(f"s:\n  a: 1\n  {comment}\n  b: 2\n  c: 3\n", Remove(("s", "b"), 1)) == "s:\n  a: 1\n  c: 3\n"


MIXED: dict[str, tuple[str, Path, str]] = {
    "a note below a setting goes alone": ("a: 1\n# on: 1\n# for b\nb: 2\nc: 3\n", ("b",), "a: 1\n# on: 1\nc: 3\n"),
    "a note above a setting stays": ("a: 1\n# head\n# on: 1\nb: 2\nc: 3\n", ("b",), "a: 1\n# head\n# on: 1\nc: 3\n"),
    "deeper lines go on": (
        "a: 1\n# on:\n#   of several words\n#   more: 1\nb: 2\nc: 3\n",
        ("b",),
        "a: 1\n# on:\n#   of several words\n#   more: 1\nc: 3\n",
    ),
    "an open bracket goes on": (
        "a: 1\n# on: [\n#  x,\n# y\n# ]\n# for b\nb: 2\nc: 3\n",
        ("b",),
        "a: 1\n# on: [\n#  x,\n# y\n# ]\nc: 3\n",
    ),
    "a text of several lines goes on": (
        "a: 1\n# on: |\n#   set -e\n#\n#   run it\nb: 2\nc: 3\n",
        ("b",),
        "a: 1\n# on: |\n#   set -e\n#\n#   run it\nc: 3\n",
    ),
    "a note to capslint goes from above a setting": (
        "a: 1\n# capslint: ignore[r]\n# on: 1\nb: 2\nc: 3\n",
        ("b",),
        "a: 1\n# on: 1\nc: 3\n",
    ),
    "no blank line goes when a setting stays": (
        "a: 1\n\n# on: 1\nb: 2\n\nc: 3\n",
        ("b",),
        "a: 1\n\n# on: 1\n\nc: 3\n",
    ),
    "at the end, without a final line end": ("a: 1\n# on: 1\nb: 2", ("b",), "a: 1\n# on: 1"),
    "with CRLF": ("a: 1\r\n# on: 1\r\nb: 2\r\nc: 3\r\n", ("b",), "a: 1\r\n# on: 1\r\nc: 3\r\n"),
    "between items": ("a:\n  - x\n  # - y\n  - z\n", ("a", 1), "a:\n  - x\n  # - y\n"),
    "behind a hash in a text": ('a: 1\nb: "\n  # on: 1\n  "\nc: 3\n', ("b",), "a: 1\nc: 3\n"),
    "inside of the first entry on a dash's line": (
        "- a:\n    # x: 1\n    y: 2\n  b: 3\n",
        (0, "a"),
        "# x: 1\n- b: 3\n",
    ),
    "in an item of one entry": ("s:\n  - a:\n      # x: 1\n      - 1\n", ("s", 0, "a"), "s:\n  - {}\n      # x: 1\n"),
    "in brackets": ("a: [\n  x,\n  # y,\n  z\n]\n", ("a", 1), "a: [\n  x\n  # y,\n]\n"),
}


@pytest.mark.parametrize(("before", "path", "after"), MIXED.values(), ids=MIXED)
def test_settings_beside_notes(before: str, path: Path, after: str) -> None:
    assert edited(before, Remove(path, len(path) - 1)) == after


def test_what_is_moved_takes_its_inside_along_and_leaves_what_is_above() -> None:
    text = "a: 1\n# on: 1\n# for b\nb:\n  # x: 1\n  y: 2\nc:\n  d: 3\n"
    moved = edited(text, Move(("b",), ("c", "b"), 0))
    assert moved == "a: 1\n# on: 1\nc:\n  d: 3\n  # for b\n  b:\n    # x: 1\n    y: 2\n"


def test_a_value_with_a_setting_inside_is_not_replaced() -> None:
    assert withheld("a:\n  # - x\n  - y\n", Replace(("a",), ["z"])) == "a setting that is switched off stands in a"


WORDS = st.sampled_from(
    ["ports", "- SYS_ADMIN", "why: so", "x: [a]", "{a: 1}", "the slowlog", "limits:", "", "needs it: so"]
)
COMMENTS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["#", "# ", "#   ", "##  "]), WORDS), max_size=5)
VALUES = st.sampled_from(
    [" 1", "\n{deep}- 1", "\n{deep}- 1\n{comments}{deep}- 2", "\n{comments}{deep}k: 1", ' "\n{deep}# no: 1"']
)


def _lines(comments: list[tuple[int, str, str]], indent: int) -> str:
    return "".join(" " * max(indent - 2 + 2 * shift, 0) + sign + words + "\n" for shift, sign, words in comments)


def _is_setting(line: str) -> bool:
    # The oracle: a YAML parser, which also takes sentences with a colon for mappings; their keys have blanks.
    try:
        value = yaml.safe_load(line.strip().lstrip("#").strip())
    except yaml.YAMLError:
        return False
    if isinstance(value, dict):
        return all(" " not in str(key) for key in value)
    return isinstance(value, list)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_setting_is_lost_whatever_stands_around(data: st.DataObject) -> None:
    indent = data.draw(st.sampled_from([0, 2]))
    keys = ["a", "b", "c"]
    body = ""
    for key in keys:
        value = data.draw(VALUES).format(deep=" " * (indent + 2), comments=_lines(data.draw(COMMENTS), indent + 2))
        body += _lines(data.draw(COMMENTS), indent) + " " * indent + key + ":" + value + "\n"
    text = ("top:\n" if indent else "") + body + _lines(data.draw(COMMENTS), indent)
    path = (*(["top"] if indent else []), data.draw(st.sampled_from(keys)))
    after = edited(text, Remove(path, len(path) - 1))

    comments = (line for line in text.splitlines() if line.lstrip().startswith("#") and not line.endswith('"'))
    was = Counter(comments)
    now = Counter(after.splitlines())
    assert not [line for line in was if _is_setting(line) and now[line] < was[line]]
