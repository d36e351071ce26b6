"""Aliases and merge keys: what counts, and where it is really written."""

from __future__ import annotations

import pytest

from capslint.cst import node_at
from capslint.model import Via
from tests.unit.formats.reading import containers, entries, outcome, values, where

ROWS = [
    # own entry
    ("services: {a: {cap_add: [X]}}", Via.LITERAL, "services.a.cap_add", ["X"]),
    # alias of the list
    ("x-l: &l [X]\nservices: {a: {cap_add: *l}}", Via.ALIAS, "x-l", ["X"]),
    # alias of the whole service
    ("x-s: &s {cap_add: [X]}\nservices: {a: *s}", Via.ALIAS, "x-s.cap_add", ["X"]),
    # alias of another service
    ("services: {b: &b {cap_add: [X]}, a: *b}", Via.ALIAS, "services.b.cap_add", ["X"]),
    # merge
    ("x-s: &s {cap_add: [X]}\nservices: {a: {<<: *s}}", Via.MERGE, "x-s.cap_add", ["X"]),
    # an own key wins over a merged one, wherever the merge stands, and nothing is appended
    ("x-s: &s {cap_add: [X]}\nservices: {a: {cap_add: [Y], <<: *s}}", Via.LITERAL, "services.a.cap_add", ["Y"]),
    ("x-s: &s {cap_add: [X]}\nservices: {a: {<<: *s, cap_add: [Y]}}", Via.LITERAL, "services.a.cap_add", ["Y"]),
    # of several merged mappings the earlier wins
    ("x: &x {cap_add: [X]}\ny: &y {cap_add: [Y]}\nservices: {a: {<<: [*x, *y]}}", Via.MERGE, "x.cap_add", ["X"]),
    ("x: &x {image: i}\ny: &y {cap_add: [Y]}\nservices: {a: {<<: [*x, *y]}}", Via.MERGE, "y.cap_add", ["Y"]),
    # merges of merges
    ("x: &x {cap_add: [X]}\ny: &y {<<: *x}\nservices: {a: {<<: *y}}", Via.MERGE, "x.cap_add", ["X"]),
    # an alias inside of a merged mapping
    ("x: &x [X]\ny: &y {cap_add: *x}\nservices: {a: {<<: *y}}", Via.MERGE, "x", ["X"]),
    # a merge that is written out
    ("services: {a: {<<: {cap_add: [X]}}}", Via.MERGE, "services.a.<<.cap_add", ["X"]),
    # an anchor inside of a list
    ("x: [1, {deep: &x [X]}]\nservices: {a: {cap_add: *x}}", Via.ALIAS, "x.1.deep", ["X"]),
    # an alias of a single item
    ("x: &x X\nservices: {a: {cap_add: [*x]}}", Via.LITERAL, "services.a.cap_add", ["X"]),
    # an anchor that is given anew: the one before the alias counts
    ("x: &x [X]\ny: &x [Y]\nservices: {a: {cap_add: *x}}", Via.ALIAS, "y", ["Y"]),
    # services that are merged as a whole
    ("x: &x {a: {cap_add: [X]}}\nservices: {<<: *x}", Via.MERGE, "x.a.cap_add", ["X"]),
    # a quoted "<<" is a key like any other
    ("x: &x {cap_add: [X]}\nservices: {a: {'<<': *x}}", Via.ABSENT, "services.a.cap_add", []),
]


@pytest.mark.parametrize(("text", "via", "path", "expected"), ROWS)
def test_where_a_value_is_written(text: str, via: Via, path: str, expected: list[str]) -> None:
    setting = containers(text)["a"].cap_add
    assert (setting.via, where(setting), values(setting)) == (via, path, expected)
    if via is not Via.ABSENT:
        assert node_at(setting.place.document.root, setting.place.path) is setting.place.node


def test_an_aliased_item_points_to_the_anchor() -> None:
    (item,) = entries(containers("x: &x X\nservices: {a: {cap_add: [*x]}}")["a"].cap_add)
    assert (where(item), item.via) == ("x", Via.ALIAS)


def test_the_key_before_a_value_is_known() -> None:
    setting = containers("x: &x {cap_add: [X]}\nservices: {a: {<<: *x}}")["a"].cap_add
    assert setting.place.key is not None
    assert setting.place.key.span == (7, 14)


def test_an_undefined_alias_is_reported_once_and_unknown() -> None:
    found, problems = outcome("services: {a: {cap_add: *x}}")
    assert problems == ["the alias *x has no anchor before it"]
    assert found[0].containers[0].cap_add.value.why == "the undefined alias *x"


def test_a_merge_of_something_else_is_reported() -> None:
    _, problems = outcome("services: {a: {<<: [x]}, b: {<<: y}}")
    assert problems == ["a merge key (<<) takes a mapping or a list of mappings"] * 2


def test_of_a_key_that_is_there_twice_the_last_counts() -> None:
    found, problems = outcome("services: {a: {cap_add: [X], cap_add: [Y]}}")
    assert values(found[0].containers[0].cap_add) == ["Y"]
    assert len(problems) == 1
