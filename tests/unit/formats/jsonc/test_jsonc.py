"""JSON with comments: what is read, what is forgiven, and what edits leave as it was."""

from __future__ import annotations

import json

import pytest

from capslint.cst import Mapping, Node, Scalar, Sequence
from capslint.cst.changes import Append, Change, Insert, Move, Remove, Replace, ReplaceEntry
from capslint.cst.parse import YamlError
from capslint.edits import TextEdit, Withheld, apply_edits
from capslint.formats.jsonc.edit_jsonc import plan_jsonc
from capslint.formats.jsonc.prove_jsonc import why_wrong
from capslint.formats.jsonc.read_jsonc import MAX_DEPTH, read_jsonc
from capslint.formats.jsonc.tokens import comments_in
from capslint.source import Source, Span


def values_of(node: Node | None) -> object:
    if isinstance(node, Mapping):
        return {getattr(key, "value", None): values_of(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [values_of(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value if node.style else json.loads(node.value)


def read(text: str) -> tuple[object, bool]:
    document, is_clean = read_jsonc(Source("a.json", text), "devcontainer")
    return values_of(document.root), is_clean


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": [true, null, "x"], "c": -1.5e3}', {"a": 1, "b": [True, None, "x"], "c": -1500.0}),
        ('// a\n{ /* b */ "a" /* c */ : // d\r\n "x" , }\n// e', {"a": "x"}),
        ('\t{\r\n\t"a":[1,2,],}', {"a": [1, 2]}),
        (r'{"a\u0062": "\"\\\/\n\ud83d\ude00"}', {"ab": '"\\/\n\U0001f600'}),
        ('{"a": "// no comment", "b": "/* nor this */"}', {"a": "// no comment", "b": "/* nor this */"}),
        ("[]", []),
    ],
)
def test_json_with_comments_and_trailing_commas_is_read(text: str, value: object) -> None:
    assert read(text) == (value, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ('{"a": [1 2]}', {"a": [1, 2]}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"a": 1} {"b": 2}', {"a": 1}),
        ('{"a": 1}}', {"a": 1}),
        ("{a: 1, 'b': 2, \"c\": 3}", {"c": 3}),
        ('{"a": , "b": 2}', {"b": 2}),
        ('{"a" 1, "b": 2}', {"b": 2}),
        ('{,"a": 1,,"b": 2}', {"a": 1, "b": 2}),
        ('{"a": "open\n, "b": 2}', {"a": "open", "b": 2}),
        ('{"a": [1, yes, 2]}', {"a": [1, 2]}),
    ],
)
def test_what_the_cli_forgives_is_read_as_it_does(text: str, value: object) -> None:
    """As jsonc-parser 3.3's `parse` gives it."""
    assert read(text)[0] == value


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", 0, "no JSON value"),
        ("// only a comment\n", 18, "no JSON value"),
        ('{"a": [1, 2', 6, "missing"),
        ("x", 1, "no JSON value"),
        ('{"a": ' * (MAX_DEPTH + 2), 6 * (MAX_DEPTH + 1), "deeper"),
    ],
)
def test_what_is_no_json_is_an_error_with_its_place(text: str, place: int, word: str) -> None:
    with pytest.raises(YamlError, match=word) as raised:
        read_jsonc(Source("a.json", text), "devcontainer")
    assert raised.value.span.start == place


def test_every_value_knows_where_it_stands() -> None:
    text = '// c\r\n{ "a": [ "x", 12 ] }'
    document, _ = read_jsonc(Source("a.json", text), "devcontainer")
    assert isinstance(document.root, Mapping)
    ((key, value),) = document.root.pairs
    assert isinstance(value, Sequence)
    written = [text[node.start : node.end] for node in (document.root, key, value, *value.items)]
    assert written == ['{ "a": [ "x", 12 ] }', '"a"', '[ "x", 12 ]', '"x"', "12"]
    assert document.syntax == "devcontainer"


def test_comments_are_found_with_their_text() -> None:
    text = '// a\n{"b": "// no", /* c */ "d": 1 // e\n}'
    assert [comment.text for comment in comments_in(text)] == [" a", " c ", " e"]
    assert [text[slice(*comment.span)] for comment in comments_in(text)] == ["// a", "/* c */", "// e"]


def changed(text: str, *changes: Change) -> str | Withheld:
    document, _ = read_jsonc(Source("a.json", text), "devcontainer")
    edits = plan_jsonc(document, changes)
    if isinstance(edits, Withheld):
        return edits
    after = apply_edits(text, edits)
    assert why_wrong(document, Source("a.json", after), changes, list(edits)) is None
    return after


@pytest.mark.parametrize(
    ("text", "changes", "after"),
    [
        ('{"a": 1, "b": 2}', (Remove(("b",), 0),), '{"a": 1}'),
        ('{"a": 1, "b": 2}', (Remove(("a",), 0),), '{"b": 2}'),
        ('{\n\t"a": 1,\n\t"b": 2, // own\n}\n', (Remove(("b",), 0),), '{\n\t"a": 1,\n}\n'),
        ('{\n\t"a": 1, // stays\n\t"b": 2 // own\n}\n', (Remove(("b",), 0),), '{\n\t"a": 1 // stays\n}\n'),
        ('{\n  "a": 1,\n  // above\n  "b": 2\n}', (Remove(("b",), 0),), '{\n  "a": 1\n}'),
        ('{"a": ["x", "y",]}', (Remove(("a", 1), 0),), '{"a": ["x",]}'),
        ('{"a": ["x"], "b": 1}', (Remove(("a", 0), 0),), '{"b": 1}'),
        ('{\r\n  "a": 1,\r\n  "b": ["x",],\r\n}\r\n', (Remove(("b", 0), 0),), '{\r\n  "a": 1,\r\n}\r\n'),
        ('{"a": "q\\"\\\\", "b": 2}', (Append(("c",), 'x"y'),), '{"a": "q\\"\\\\", "b": 2, "c": ["x\\"y"]}'),
        ('{\n  "a": true, // c\n}', (ReplaceEntry(("a",), "b", ["x"]),), '{\n  "b": ["x"], // c\n}'),
        ('{"a": 1}', (Replace(("a",), "x"),), '{"a": "x"}'),
        ('{"a": []}', (Append(("a",), "x"),), '{"a": ["x"]}'),
        ('{"c": {}}', (Insert(("c", "a"), "x"),), '{"c": {"a": "x"}}'),
        ('{"a": "\\u0041\\t"}', (Insert(("b",), 1),), '{"a": "\\u0041\\t", "b": 1}'),
        ('{\n  "a": 1, /* b */\n  "c": 2\n}', (Remove(("a",), 0),), '{\n  "c": 2\n}'),
        ('{"r": {"a": "\\\\x"}, "b": 1}', (Move(("r", "a"), ("c",), 0),), '{"b": 1, "c": "\\\\x"}'),
    ],
)
def test_edits_know_commas_and_comments(text: str, changes: tuple[Change, ...], after: str) -> None:
    assert changed(text, *changes) == after


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ('{"a": 1, /* whose? */ "b": 2}', Remove(("b",), 0)),
        ('{"a": 1 "b": 2}', Remove(("b",), 0)),
        ('{"a": 1, "a": 2}', Remove(("a",), 0)),
        ('{"a": 1, "b": "\ue000"}', Remove(("a",), 0)),
        ("{\"a\": 1, 'b': 2}", Remove(("a",), 0)),
    ],
)
def test_where_it_is_not_clear_nothing_is_edited(text: str, change: Change) -> None:
    assert isinstance(changed(text, change), Withheld)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ('{"b": 2}', None),
        ('{"b": 3}', "values"),
        ("{b: 2}", "would not be JSON"),
        ('{"b": 2', "would not be JSON"),
        ('{"b": 2 /* new */}', "a comment would change"),
    ],
)
def test_the_second_reader_tells_what_is_wrong(after: str, why: str | None) -> None:
    text = '{"a": 1, "b": 2}'
    document, _ = read_jsonc(Source("a.json", text), "devcontainer")
    said = why_wrong(document, Source("a.json", after), (Remove(("a",), 0),), [])
    assert said == why or (why is not None and said is not None and why in said)


def test_a_comment_outside_of_what_is_taken_out_is_not_lost() -> None:
    text = '{"a": 1, /* keep */ "b": 2}'
    document, _ = read_jsonc(Source("a.json", text), "devcontainer")
    edits = [TextEdit(Span(1, 9), "")]
    said = why_wrong(document, Source("a.json", '{"b": 2}'), (Remove(("a",), 0),), edits)
    assert said is not None
    assert "/* keep */" in said
