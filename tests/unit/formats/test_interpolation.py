"""Variables in Compose values. Sources: compose-spec 12-interpolation.md; compose-go template/template.go."""

from __future__ import annotations

import pytest

from capslint.formats.compose.layering.interpolation import expand, read_environment

KNOWN = {"SET": "value", "EMPTY": "", "USER_ID": "1000"}

ROWS = [
    ("plain", "plain", ()),
    ("$SET", "value", ()),
    ("${SET}", "value", ()),
    ("a${SET}b$EMPTY-c", "avalueb-c", ()),
    ("$$SET $$$$", "$SET $$", ()),
    ("$$$SET", "$value", ()),
    ("$", "$", ()),
    ("100$", "100$", ()),
    ("$(id) $} $1 $SET", "$(id) $} $1 value", ()),
    ("$OTHER", "$OTHER", ("OTHER",)),
    ("${OTHER}:${ANOTHER}", "${OTHER}:${ANOTHER}", ("OTHER", "ANOTHER")),
    ("${OTHER:-seccomp}", "seccomp", ()),
    ("${OTHER-x}", "x", ()),
    ("${EMPTY:-x}", "x", ()),
    ("${EMPTY-x}", "", ()),
    ("${SET:-x}", "value", ()),
    ("${OTHER:-}", "", ()),
    ("${OTHER:-${SET}}", "value", ()),
    ("${OTHER:-${ANOTHER:-deep}}tail", "deeptail", ()),
    ("${OTHER:-${ANOTHER}}", "${ANOTHER}", ("ANOTHER",)),
    ("${OTHER:-a-b:-c}", "a-b:-c", ()),
    ("${OTHER:?must be set}", "${OTHER:?must be set}", ("OTHER",)),
    ("${SET:?must be set}", "value", ()),
    ("${EMPTY?must be set}", "", ()),
    ("${EMPTY:?must be set}", "${EMPTY:?must be set}", ("EMPTY",)),
    ("${SET:+x}", "x", ()),
    ("${EMPTY:+x}", "${EMPTY:+x}", ("EMPTY",)),
    ("${EMPTY+x}", "x", ()),
    ("${OTHER+x}", "${OTHER+x}", ("OTHER",)),
]


@pytest.mark.parametrize(("text", "expected", "unknown"), ROWS)
def test_known_variables_are_put_in_and_others_stay(text: str, expected: str, unknown: tuple[str, ...]) -> None:
    found = expand(text, KNOWN)
    assert (found.text, found.unknown, found.error) == (expected, unknown, None)
    assert found.origins is None or len(found.origins) == len(found.text)


@pytest.mark.parametrize("text", ["${", "${SET", "${}", "${-x}", "${SET!x}", "${ SET}", "${A:-${B}"])
def test_what_compose_refuses_is_an_error(text: str) -> None:
    assert "invalid interpolation format" in (expand(text, KNOWN).error or "")


def test_a_long_row_of_defaults_ends() -> None:
    assert expand("${A:-" * 500 + "x" + "}" * 500, {}).error is not None


def test_characters_know_where_they_came_from() -> None:
    text = "a ${OTHER:-b c} d"
    found = expand(text, {})
    assert found.text == "a b c d"
    reference = (2, 15)
    assert found.origins == ((0, 1), (1, 2), reference, reference, reference, (15, 16), (16, 17))


def test_env_file() -> None:
    text = """
# comment
A=1
export B = two words   # comment
C="in # quotes"
D='$A raw'
E=$OTHER
F=${OTHER:-x}
G
=H
I=
J=a=b
"""
    expected = {"A": "1", "B": "two words", "C": "in # quotes", "D": "$A raw", "F": "x", "I": "", "J": "a=b"}
    assert read_environment(text) == expected
