"""JSON that any reader takes."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from capslint.report.machine.json_document import json_document

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "ä", "##[b]"]), inner),
)


@given(VALUES)
def test_nothing_is_lost(value: object) -> None:
    assert json.loads(json_document(value)) == value


@given(st.text(st.sampled_from('##[]\\"ä🐳:\udc80')))
def test_no_line_is_a_command_and_every_reader_takes_it(text: str) -> None:
    document = json_document({text: [text]})
    assert document.isascii()
    assert "##[" not in document
    json.dumps(json.loads(document), ensure_ascii=False).encode()  # there is no lone surrogate in it
    assert json.loads(document) == {key: [key] for key in [text.replace("\udc80", "\\x80")]}
