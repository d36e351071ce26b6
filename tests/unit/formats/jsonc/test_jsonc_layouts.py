"""Edits of JSON with comments in random layouts: json5 reads what was meant, and nothing else changes."""

from __future__ import annotations

import copy
import json
from typing import Any

import json5
from hypothesis import assume, event, example, given
from hypothesis import strategies as st

from capslint.cst import Mapping, Path
from capslint.cst.changes import Append, Change, Insert, Remove, Replace, ReplaceEntry
from capslint.edits import Withheld, apply_edits
from capslint.formats.jsonc.edit_jsonc import plan_jsonc
from capslint.formats.jsonc.prove_jsonc import why_wrong
from capslint.formats.jsonc.read_jsonc import read_jsonc
from capslint.source import Source

SCALARS = st.one_of(
    st.sampled_from(
        ["SYS_PTRACE", "seccomp=unconfined", "--cap-add=X", "http://a//b", "/* no */", "# no", "", "é", "a\\b"]
    ),
    st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc", "Co"]), max_size=6),
    st.booleans(),
    st.none(),
    st.integers(-99, 99),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("uvwxyz"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.fixed_dictionaries(
    {"list": st.lists(st.sampled_from(["one", "two", "three", "-4", "a//b"]), min_size=1, max_size=4, unique=True)},
    optional={"before": VALUES, "flag": st.booleans(), "object": st.dictionaries(st.sampled_from("abc"), VALUES)},
).flatmap(lambda value: st.permutations(list(value.items())).map(dict))


class Layout:
    """Writes a value with white space, comments and trailing commas as they are drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.newline = draw(st.sampled_from(["\n", "\r\n"]))
        self.indent = draw(st.sampled_from(["  ", "\t", "    "]))
        self.has_comments = draw(st.booleans())
        self.has_inline_comments = self.has_comments and draw(st.booleans())
        self.count = 0

    def write(self, value: Any, depth: int = 0) -> str:
        if isinstance(value, dict):
            parts = [
                f"{json.dumps(key)}{self._pick(':', ': ', ' : ')}{self.write(inner, depth + 1)}"
                for key, inner in value.items()
            ]
            return self._collection("{", "}", parts, depth)
        if isinstance(value, list):
            return self._collection("[", "]", [self.write(item, depth + 1) for item in value], depth)
        return json.dumps(value, ensure_ascii=self.draw(st.booleans()))

    def _collection(self, begin: str, end: str, parts: list[str], depth: int) -> str:
        if not parts:
            return begin + self._pick("", " ") + end
        is_open = depth == 0 or self.draw(st.booleans())
        written = begin
        for index, part in enumerate(parts):
            is_last = index + 1 == len(parts)
            comma = self._pick("", ",") if is_last else ","
            written += self._before(depth + 1) if is_open else self._pick("", " ") + self._inline()
            written += part + comma
            written += self._behind() if is_open else ""
        return written + ((self.newline + self.indent * depth) if is_open else self._pick("", " ")) + end

    def _before(self, depth: int) -> str:
        start = self.newline + self.indent * depth
        above = "".join(start + self._comment() for _ in range(2) if self._chance(4)) if self.has_comments else ""
        return self._pick("", "", self.newline) + above + start

    def _behind(self) -> str:
        return self._pick(" ", "\t", "") + self._comment() if self.has_comments and self._chance(3) else ""

    def _comment(self) -> str:
        self.count += 1
        text = f' c{self.count}, "x": ['
        return self._pick(f"//{text}", f"//{text}", f"/*{text} */", f"/*{text}{self.newline}   more */")

    def _inline(self) -> str:
        self.count += 1
        return f"/* in {self.count} */" if self.has_inline_comments and self._chance(2) else ""

    def _pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def _chance(self, of: int) -> bool:
        return self.draw(st.integers(1, of)) == of


@st.composite
def texts(draw: st.DrawFn) -> tuple[dict[str, Any], str, bool]:
    value = draw(OBJECTS)
    layout = Layout(draw)
    head = f"// head{layout.newline}" if layout.has_comments and draw(st.booleans()) else ""
    return value, head + layout.write(value) + draw(st.sampled_from(["", layout.newline])), layout.has_comments


@st.composite
def edits_of_texts(draw: st.DrawFn) -> tuple[dict[str, Any], str, bool, tuple[Change, ...]]:
    value, text, has_comments = draw(texts())
    items = range(len(value["list"]))
    taken = draw(st.lists(st.sampled_from(items), unique=True, min_size=1))
    choices: list[tuple[Change, ...]] = [
        (Append(("list",), 'n"ew'),),
        (Append(("new",), "SYS_PTRACE"),),
        (Insert(("new",), True),),
        tuple(Remove(("list", index), 0) for index in taken),
        (Append(("list",), "new"), Remove(("list", taken[0]), 0)),
        (Replace(("list", taken[0]), "other"),),
        (ReplaceEntry(("list",), "new", ["x"]),),
        (Remove(("list",), 0),),
    ]
    if "flag" in value:
        choices += [(Remove(("flag",), 0),), (ReplaceEntry(("flag",), "new", ["x"]),)]
        choices += [(Remove(("flag",), 0), Append(("list",), "new"))]
    return value, text, has_comments, draw(st.sampled_from(choices))


def made(value: dict[str, Any], changes: tuple[Change, ...]) -> dict[str, Any] | None:
    """Return what the changes make of a plain value, None for nothing, which no edit may leave."""
    result = copy.deepcopy(value)
    for change in changes:
        name = str(change.path[0])
        match change:
            case Append(_, item):
                result.setdefault(name, []).append(item)
            case Insert(_, new):
                result[name] = new
            case Replace(path, new):
                result[name][path[1]] = new
            case ReplaceEntry(_, key, new):
                result = {key if old == name else old: new if old == name else it for old, it in result.items()}
    return without(result, [change.path for change in changes if isinstance(change, Remove)]) or None


def without(value: dict[str, Any], gone: list[Path]) -> dict[str, Any]:
    """Return ``value`` without what is at these paths, nor the list that this empties."""
    items = [item for at, item in enumerate(value.get("list", ())) if ("list", at) not in gone]
    result = {name: items if name == "list" else inner for name, inner in value.items() if (name,) not in gone}
    return {name: inner for name, inner in result.items() if name != "list" or inner}


@given(edits_of_texts())
@example(({"list": ["x"], "a": 1}, '{"list": [/* in */ "x"], "a": 1}', True, (Remove(("list", 0), 0),)))
@example(({"list": ["a//b"]}, '{\n\t"list": ["a//b",], // c\n}', True, (Append(("list",), "x"),)))
def test_an_edit_makes_the_change_and_nothing_else(drawn: tuple[dict[str, Any], str, bool, tuple[Change, ...]]) -> None:
    value, text, has_comments, changes = drawn
    assert json5.loads(text) == value
    expected = made(value, changes)
    assume(expected is not None)
    document, is_clean = read_jsonc(Source("a.json", text), "jsonc")
    assert is_clean
    edits = plan_jsonc(document, changes)
    event("withheld" if isinstance(edits, Withheld) else "edited")
    if isinstance(edits, Withheld):
        assert has_comments, edits.reason
        return
    after = apply_edits(text, edits)
    found = json5.loads(after)
    assert (found, list(found)) == (expected, list(expected or ()))
    assert why_wrong(document, Source("a.json", after), changes, list(edits)) is None
    for name, written in untouched(document.root, text, changes):
        assert written in after, name
    assert after.count("\n") == after.count("\r\n") or "\r" not in text


def untouched(root: object, text: str, changes: tuple[Change, ...]) -> list[tuple[str, str]]:
    """Return the members that no change is about, as they are written."""
    assert isinstance(root, Mapping)
    names = {str(change.path[0]) for change in changes}
    members = [(getattr(key, "value", ""), text[key.start : value.end]) for key, value in root.pairs]
    return [(name, written) for name, written in members if name not in names]
