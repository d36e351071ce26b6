"""What the proof refuses, given edits that are wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from capslint.cst.changes import Change, Insert, Remove, Replace
from capslint.cst.editing import plan
from capslint.cst.nodes import IN_A_SCALAR
from capslint.cst.parse import parse, parse_slice
from capslint.edits import Safety, TextEdit, Withheld, apply_edits
from capslint.findings import Fix
from capslint.fix import second_reader
from capslint.fix.candidates import Planned
from capslint.fix.proof import Proof
from capslint.fix.second_reader import UnreadableError
from capslint.source import Source, Span
from tests.unit.fix.checking import found

TEXT = "# head\na: 1 # one\nb: [x, y]\n---\nc: 3\n"


def planned(source: Source, change: Change, *edits: TextEdit, document: int = 0) -> Planned:
    """Return a fix whose edits are ``edits``, or those of the change."""
    one = parse(source)[document]
    assert one.root is not None
    made = edits or plan(one, (change,))
    assert not isinstance(made, Withheld)
    return Planned(found("r", one, one.root), Fix("t", one, (change,), Safety.SAFE), tuple(made))


def why_wrong(text: str, change: Change, *edits: TextEdit, document: int = 0) -> str | None:
    source = Source("f", text)
    fix = planned(source, change, *edits, document=document)
    return Proof().why_wrong(source, source.with_text(apply_edits(text, fix.edits)), [fix])


@pytest.mark.parametrize("document", [0, 1])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_planned_is_proven(document: int, newline: str) -> None:
    assert why_wrong(TEXT.replace("\n", newline), Insert(("w",), "yes"), document=document) is None


def test_tabs_that_separate_are_no_hindrance() -> None:
    assert why_wrong("c: 1\t# x\n---\na: 1\t# one\nb:\t2\n", Remove(("a",), 0), document=1) is None
    assert why_wrong("a: 1\t# one\nb: 2\n", Replace(("a",), "v"), TextEdit(Span(3, 11), "v\t# new")) is not None


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (TextEdit(Span(10, 11), "2"), "the values would not be those that the fix describes"),
        (TextEdit(Span(10, 11), "'v'\nd: e"), "the values would not be those that the fix describes"),
        (TextEdit(Span(10, 17), "v"), None),
        (TextEdit(Span(10, 11), "v # new"), "a comment would change"),
        (TextEdit(Span(10, 11), "[v"), "the new text would not be YAML: "),
        (TextEdit(Span(10, 11), "v\n---\nd: 1"), "the number of documents would change"),
        (TextEdit(Span(10, 11), "v\n...\n---\nd: 1"), "the number of documents would change"),
        (TextEdit(Span(30, 33), "v"), "the number of documents would change"),
    ],
)
def test_edits_that_do_something_else_are_refused(edit: TextEdit, reason: str | None) -> None:
    found_reason = why_wrong(TEXT, Replace(("a",), "v"), edit)
    assert found_reason == reason or str(found_reason).startswith(str(reason))


def test_a_change_in_a_document_that_no_fix_is_for_is_refused() -> None:
    reason = why_wrong(TEXT, Replace(("a",), "v"), TextEdit(Span(10, 11), "v"), TextEdit(Span(35, 36), "4"))
    assert reason == "a document that no fix is for would change"


def test_a_text_that_differs_beside_its_edits_is_refused() -> None:
    source = Source("f", TEXT)
    fix = planned(source, Replace(("a",), "v"))
    spoiled = apply_edits(TEXT, fix.edits).replace("[x, y]", "[x,  y]")
    assert Proof().why_wrong(source, source.with_text(spoiled), [fix]) == "lines that no fix edits would change"


def test_a_text_that_differs_before_its_edits_is_refused() -> None:
    source = Source("f", TEXT)
    fix = planned(source, Insert(("w",), 1))
    spoiled = apply_edits(TEXT, fix.edits).replace("# head", "# HEAD")
    assert Proof().why_wrong(source, source.with_text(spoiled), [fix]) == "lines that no fix edits would change"


def test_documents_that_are_read_together_are_counted() -> None:
    text = "%YAML 1.1\n---\na: 1\n...\n---\nb: 2\n"
    assert why_wrong(text, Replace(("a",), 3)) is None
    reason = why_wrong(text, Replace(("a",), 3), TextEdit(Span(17, 18), "3\n---\nc: 1"))
    assert reason == "the number of documents would change"


@pytest.mark.parametrize(
    ("trees", "reason"),
    [
        ([], "the two YAML readers do not agree on the number of documents"),
        ([["mapping", None, None, []]], "the two YAML readers do not agree on what is where"),
    ],
)
def test_a_file_on_which_the_readers_do_not_agree_is_left_alone(
    trees: list[object], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_reader, "trees", lambda _: trees)
    assert why_wrong("a: 1\n", Replace(("a",), 3)) == reason


def test_comments_that_cannot_be_read_leave_the_document_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise UnreadableError("no idea")

    monkeypatch.setattr(second_reader, "comments", refuse)
    reason = "the second YAML reader (ruamel.yaml) does not read this document: no idea"
    assert why_wrong("a: 1\n", Replace(("a",), 3)) == reason


def test_a_text_that_its_encoding_cannot_hold_is_refused() -> None:
    source = Source("f", "a: 1\n", encoding="latin-1")
    fix = planned(source, Replace(("a",), "\u20ac"))
    after = source.with_text(apply_edits(source.text, fix.edits))
    assert Proof().why_wrong(source, after, [fix]) == "the new text cannot be written in LATIN-1"


def test_a_comment_goes_only_with_what_takes_lines_out() -> None:
    text = "a: 1\n# c\nb: 2\n"
    assert why_wrong(text, Insert(("w",), 3), TextEdit(Span(5, 14), "b: 2\nw: 3")) == "the comment '# c' would be lost"
    assert why_wrong(text, Remove(("b",), 0), TextEdit(Span(5, 14), "")) is None


def test_a_document_that_the_second_reader_does_not_read_is_left_alone() -> None:
    reason = "the second YAML reader (ruamel.yaml) does not read this document: "
    assert why_wrong("a: x\ty\nb: 2\n", Replace(("b",), 3)) == (
        reason + "found character '\\t' that cannot start any token"
    )
    assert why_wrong("a: *x\nb: 2\n", Replace(("b",), 3)) == reason + "found undefined alias 'x'"


def test_a_text_that_only_the_second_reader_refuses_is_not_taken() -> None:
    reason = why_wrong("b: 2\n", Replace(("b",), 3), TextEdit(Span(3, 4), "3\t4"))
    assert reason == (
        "the second YAML reader (ruamel.yaml) does not read the new text: "
        "found character '\\t' that cannot start any token"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\nc: 2\n",
        "a: &x 1\nb: &x 2\nc: *x\n",
        "a: 1\nd: 1\nd: 2\n",
        "a: !reset null\nd: !!set {x, y}\n",
        "a: >\n  folded\n  text\n\n  more\nd: |+\n  x\n\n",
        "a: {b: 1,\n  c: 2}\nd: 2024-01-01\n",
        "a: 1\n...\n",
        "%YAML 1.1\n---\na: yes\n",
        "a: 1\r\n# c\r\nb: |\r\n  x\r\n",
        "a: 1\r# c\rb: 2\r",
        "- x\n- - y\n",
    ],
)
def test_odd_but_sound_texts_are_proven(text: str) -> None:
    document = parse(Source("f", text))[-1]
    change: Change = Remove((1,), 0) if text.startswith("-") else Insert(("w",), ["x", True, None, 7])
    assert not isinstance(plan(document, (change,)), Withheld)
    assert why_wrong(text, change) is None


@pytest.mark.parametrize("read", [second_reader.trees, second_reader.comments])
def test_the_second_reader_says_why_it_does_not_read(read: Callable[[str], object]) -> None:
    with pytest.raises(UnreadableError, match=r"^found unexpected end of stream$"):
        read("a: 'b # c\n")


def test_the_second_reader_gives_up_on_what_is_nested_too_deeply() -> None:
    with pytest.raises(UnreadableError, match=r"^it is nested too deeply$"):
        second_reader.trees("[" * 600 + "]" * 600)


def test_comments_are_read_where_they_stand_in_tokens() -> None:
    text = "# head\n\na: 1 # one\nb: | # header\n  # text\n# two\nc: [x, # in\n  y]\nd: >\n  # folded\n\n# end\n"
    assert sorted(second_reader.comments(text)) == sorted(["# head", "# one", "# header", "# two", "# in", "# end"])


INSIDE = "a: 1\nb: |-\n  # a note\n  c: [1, 2] # one\n  d: e\nf: g\n"


def why_wrong_inside(text: str, old: str, new: str) -> str | None:
    """Return what the proof says where ``old`` becomes ``new``, and the fix takes the first item of the inner list."""
    source = Source("f", text)
    start, at = text.index("  # a note"), text.index(old)
    (inner,) = parse_slice(source, start, text.index("f: g"))
    inner.index = IN_A_SCALAR
    assert inner.root is not None
    edit = TextEdit(Span(at, at + len(old)), new)
    fix = Planned(found("r", inner, inner.root), Fix("t", inner, (Remove(("c", 0), 0),), Safety.SAFE), (edit,))
    return Proof().why_wrong(source, source.with_text(apply_edits(text, fix.edits)), [fix])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[1, 2]", "[2]", None),
        ("[1, 2]", "[3]", "the values would not be those that the fix describes"),
        ("[1, 2] # one", "[2] # two", "a comment would change"),
        ("[1, 2] # one\n  d: e", "[2] # one\n  d: h", "the values would not be those that the fix describes"),
        ("[1, 2]", "[2]\nh: i #", "the new text would not be YAML: "),
    ],
)
def test_what_stands_in_a_scalar_is_proven_by_itself(old: str, new: str, reason: str | None) -> None:
    said = why_wrong_inside(INSIDE, old, new)
    assert said is None if reason is None else said is not None and said.startswith(reason)


def test_what_stands_in_a_scalar_is_planned_and_proven_with_carriage_returns() -> None:
    source = Source("f", INSIDE.replace("\n", "\r\n"))
    (inner,) = parse_slice(source, source.text.index("  # a note"), source.text.index("f: g"))
    inner.index = IN_A_SCALAR
    edits = plan(inner, (Insert(("w",), "text"), Remove(("c", 0), 0)))
    assert not isinstance(edits, Withheld)
    text = apply_edits(source.text, edits)
    assert text == "a: 1\nb: |-\n  # a note\n  c: [2] # one\n  d: e\n  w: text\nf: g\n".replace("\n", "\r\n")
