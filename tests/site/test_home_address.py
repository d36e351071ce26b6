"""The address of the project stands in one place, ``capslint.HOME``; whatever else names it says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capslint import HOME
from tests.places import ROOT

ADDRESS = re.compile(r"https?://[^\s<>()\"'`\\]*capslint[^\s<>()\"'`\\]*|\bexample\.org/capslint\b")
LEFT_OUT = {".git", ".venv", "build", "dist", "site", "__pycache__", ".hypothesis", "data"}


def texts(folder: Path) -> list[Path]:
    """Return the files of the project that are text, the packages where the checkout has them."""
    found = [
        path for path in folder.rglob("*") if path.is_file() and not LEFT_OUT & set(path.relative_to(folder).parts)
    ]
    return [
        path for path in found if path.suffix in {"", ".md", ".py", ".toml", ".yml", ".yaml", ".json", ".txt", ".svg"}
    ]


def other_addresses(text: str) -> list[str]:
    """Return the addresses in a text that are the project's and do not begin with its home."""
    home = HOME.partition("://")[2]
    return [
        found for found in ADDRESS.findall(text) if not found.partition("://")[2].startswith(home) and found != home
    ]


def test_no_file_names_another_home(sources: Path) -> None:
    read = {path: path.read_bytes().decode("utf-8", "replace") for path in texts(sources)}
    assert {str(path): found for path, text in read.items() if (found := other_addresses(text))} == {}
    assert any(HOME in text for text in read.values())
    assert len(read) > 500


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{HOME}/rules/x/", []),
        (HOME, []),
        ("https://" + "git.example/team/capslint.git", ["https://" + "git.example/team/capslint.git"]),
        ("https://" + "capslint.example/docs", ["https://" + "capslint.example/docs"]),
        ("https://example.net/other", []),
    ],
)
def test_what_another_home_is(text: str, found: list[str]) -> None:
    assert other_addresses(text) == found


def test_the_readme_sends_nobody_to_an_address_that_is_not_there() -> None:
    """Until the project has a home, ``HOME`` is in a domain that is reserved for examples (RFC 2606)."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert HOME not in readme or "://example." not in HOME
