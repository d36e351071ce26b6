"""A source gives its bytes back and tells places, also after it went to another process."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from capslint.source import Source
from capslint.source.text import Position

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
TEXTS = st.text(st.sampled_from("a\u00e4\u20ac\U0001f600: \n\r\u2028"), min_size=1).map("a".__add__)


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_a_source_is_the_same_in_another_process(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    source = Source.decode("compose.yaml", data)
    sent = pickle.dumps(source)
    places = [source.position(offset) for offset in range(len(text) + 1)]
    assert len(pickle.dumps(source)) == len(sent), "line starts are found again, not sent"
    other = pickle.loads(sent)
    assert (other.path, other.text, other.encode(other.text)) == ("compose.yaml", text, data)
    assert [other.position(offset) for offset in range(len(text) + 1)] == places
    assert places[0] == Position(1, 1)
