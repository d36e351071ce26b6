"""JSON whose strings hold what YAML's grammar does not take."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capslint.cst import Mapping, Scalar, Sequence
from capslint.cst.json_text import as_yaml
from capslint.cst.parse import YamlError, check_syntax, parse
from capslint.fix import second_reader
from capslint.source import Source


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_strings_are_read_as_json_reads_them_and_where_they_stand(strings: list[str]) -> None:
    text = json.dumps(strings)
    (document,) = parse(Source("a.json", text))
    assert isinstance(document.root, Sequence)
    found = [
        (scalar.value, text[scalar.start : scalar.end]) for scalar in document.root.items if isinstance(scalar, Scalar)
    ]
    assert found == [(string, json.dumps(string)) for string in strings]
    assert len(second_reader.trees(text)) == 1
    check_syntax(Source("a.json", text), 0, len(text))


def test_keys_and_lone_halves() -> None:
    (document,) = parse(Source("a.json", r'{"\ud83d\ude80": "\ud83d", "\\ud83d": "a\\\ud83d"}'))
    assert isinstance(document.root, Mapping)
    found = [scalar.value for pair in document.root.pairs for scalar in pair if isinstance(scalar, Scalar)]
    assert found == ["\U0001f680", "\ufffd", r"\ud83d", "a\\\ufffd"]


@pytest.mark.parametrize("text", ['a: "\\ud83d\\ude80"\n', "a: \x7f\n"])
def test_what_is_not_json_is_held_to_yaml(text: str) -> None:
    assert as_yaml(text) == text
    with pytest.raises(YamlError):
        parse(Source("a.yaml", text))
