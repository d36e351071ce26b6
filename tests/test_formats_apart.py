"""Formats keep to themselves: no key, name or noun of one, and no test of who starts a container, stands outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import capslint
import capslint_rules
from capslint.formats import FORMATS
from capslint.formats.compose.misplaced import KUBERNETES as MISPLACED_KEYS
from capslint.formats.compose.service import SERVICE_KEYS
from capslint.formats.kubernetes import fields
from capslint.model import Container

PACKAGE = Path(str(capslint.__file__)).parent
RULES = Path(str(capslint_rules.__file__)).parent
ROOMS = ("api", "check", "explain", "fix", "report")
FILES = sorted(
    [path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")] + [*RULES.rglob("*.py")],
)
WORDS_OF_THE_MODEL = frozenset(Container._fields)
"""What a field of the model is called too: ``cap_add``."""
KEYS = {
    key
    for keys in (
        SERVICE_KEYS,
        MISPLACED_KEYS,
        *(value for value in vars(fields).values() if isinstance(value, frozenset)),
    )
    for key in keys
    if not (key.isalpha() and key.islower())
} - WORDS_OF_THE_MODEL
"""Keys that are no English words: no sentence holds them by chance."""
NAMES = {name for each in FORMATS for name in (each.name, each.title)}


def test_there_are_keys_to_look_for() -> None:
    assert {"security_opt", "securityContext", "hostPID", "seccompProfile", "userns_mode"} <= KEYS
    assert "command" not in KEYS
    assert len(NAMES) == 2 * len(FORMATS) >= 4
    assert len(FILES) > 70


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_key_and_no_name_of_a_format_stands_outside(path: Path) -> None:
    found = [
        f"{line}: {text!r} holds {word!r}"
        for line, text in strings_of(ast.parse(path.read_text(encoding="utf-8")))
        for word in sorted(KEYS | NAMES)
        if holds(text, word)
    ]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_nobody_but_the_model_and_the_gates_asks_who_starts_a_container(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "Starter"] == []


def test_a_key_is_found_where_it_stands() -> None:
    tree = ast.parse('"""Docs may say securityContext."""\nx = f"write {a} in the securityContext"\ny = "hostPIDs"\n')
    ((line, text),) = [(line, text) for line, text in strings_of(tree) if any(holds(text, key) for key in KEYS)]
    assert (line, text) == (2, " in the securityContext")


def holds(text: str, word: str) -> bool:
    """Return whether ``text`` holds ``word`` as a word of its own."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or after == "_"):
            return True
        at = text.find(word, at + 1)
    return False


def strings_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Return the strings of a module that are no documentation, each with its line."""
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value
