"""Paths alone are read, and nothing else. tests/cli/test_quick.py holds them against what click reads."""

from __future__ import annotations

import pytest

from capslint.startup.plain_arguments import paths_of


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["check"], ()),
        (["check", "a.yml", "-", "b"], ("a.yml", "-", "b")),
        (["check", "a.yml", "--", "-x.yml", "--"], ("a.yml", "-x.yml", "--")),
    ],
)
def test_paths_are_read(arguments: list[str], paths: tuple[str, ...]) -> None:
    assert paths_of(arguments, "check") == paths


@pytest.mark.parametrize(
    "arguments",
    [[], ["fix", "a.yml"], ["check", "-v", "a.yml"], ["check", "a.yml", "-h"], ["check", "--no-config"]],
)
def test_everything_else_is_left_to_click(arguments: list[str]) -> None:
    assert paths_of(arguments, "check") is None
