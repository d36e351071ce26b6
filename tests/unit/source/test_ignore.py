"""Ignore files match as git's do, whatever is in them, and in a time that grows with their length."""

from __future__ import annotations

import random
import re
import string
import subprocess
import time
from pathlib import Path

import pytest

from capslint.source.ignore import MOST_GLOBS, Layer, is_excluded, layer_of, patterns_of
from capslint.source.walk import Target, Unusable, expand

PAIRS = 10_000
PIECES = [
    *("a", "b", "ab", "é", "-", ".", " ", "]", "[", "!", "#", "\\", "\\\\", "\\*", "\\/", "\\ ", "\\]"),
    *("*", "*", "**", "***", "?", "/", "/", "/", "**/", "/**", "/**/", "*a", "a*", "a*b*"),
    *("[ab]", "[!a]", "[^a]", "[a-b]", "[b-a]", "[a-]", "[]a]", "[!]a]", "[a/b]", "[\\a]", "[\\]]", "[a-\\b]"),
    *("[[:alpha:]]", "[[:nope:]]", "[[:digit:]a]", "[[:punct:]]", "[:alpha:]", "[[:alpha:]-z]", "[[]", "[a"),
]
NAMES = ["a", "b", "ab", "aab", "abab", "ba", "é", "a b", "-", "]", "[", "!", "#", "a-", "*", "1", ".", "\\"]


def random_glob(chance: random.Random) -> str:
    return chance.choice(["", "", "!", "/"]) + "".join(chance.choices(PIECES, k=chance.randint(1, 5)))


def random_path(chance: random.Random, glob: str) -> str:
    """Return a path that ``glob`` could match as well as not: its wildcards replaced, or any other."""
    text = glob.lstrip("!")
    if chance.random() < 0.3:
        text = "/".join(chance.choices(NAMES, k=chance.randint(1, 4)))
    text = re.sub(r"\*+/?|\?", lambda _: chance.choice(["", "a", "b", "ab", "a/", "b/a/", "é"]), text)
    text = re.sub(r"\[[^]]*\]*", lambda match: chance.choice([match[0][1:2], "a", "b", "]", "-", "1"]), text)
    steps = [step for step in text.replace("\\", "").rstrip(" ").split("/") if step.strip(".")]
    return "/".join(steps or ["a"])


def test_git_agrees_on_random_patterns_and_names(tmp_path: Path) -> None:
    """Each pattern stands in a folder of its own, so that git is asked once for all."""
    chance = random.Random(20)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    globs = [random_glob(chance) for _ in range(PAIRS)]
    pairs = [(glob, random_path(chance, glob)) for glob in globs]
    for number, (glob, _) in enumerate(pairs):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / ".gitignore").write_text(f"{glob}\n", encoding="utf-8")
    asked = "".join(f"{number}/{path}\0" for number, (_, path) in enumerate(pairs))
    command = ["git", "-c", "core.excludesFile=/dev/null", "check-ignore", "--no-index", "-z", "--stdin"]
    git = subprocess.run(command, cwd=tmp_path, input=asked.encode(), capture_output=True, check=False)
    ignored = {int(path.partition("/")[0]) for path in git.stdout.decode().split("\0") if path}
    assert 1_000 < len(ignored) < PAIRS - 1_000, git.stderr
    wrong = []
    for number, (glob, path) in enumerate(pairs):
        place = str(tmp_path / str(number))
        if is_excluded(layer_of((), place), f"{place}/{path}", False) is not (number in ignored):
            wrong.append((glob, path, number in ignored))
    assert wrong == []


@pytest.mark.parametrize(
    "line", ["*a" * 26 + "b", "[a-z]*" * 26 + "1", "**/a*" * 26 + "b", "a?*" * 17 + "b", "**/" * 60 + "b"]
)
@pytest.mark.parametrize("name", ["a" * 52, "a/" * 30 + "a", "a" * 200])
def test_stars_are_never_gone_back_over(line: str, name: str) -> None:
    """A matcher that goes back over each star would need more steps than can be done in the age of the world."""
    layers = (Layer("/", patterns_of([line])),)
    started = time.process_time()
    assert not is_excluded(layers, f"/{name}", False)
    assert time.process_time() - started < 60


def test_a_list_that_means_nothing_is_refused_in_words() -> None:
    for line, words in {"a\\": "backslash", "[a": "bracket", "[[:nope:]]": "no class"}.items():
        with pytest.raises(ValueError, match=words) as caught:
            patterns_of([line])
        assert repr(line) in str(caught.value)


def test_an_ignore_file_with_too_many_wildcards_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/.gitignore").write_text("".join(f"*{number}?\n" for number in range(MOST_GLOBS + 2)))
    (tmp_path / "sub/a.yml").write_text("")
    found = list(expand([str(tmp_path)]))
    assert [type(step) for step in found] == [Unusable, Target]
    assert isinstance(found[0], Unusable)
    assert (found[0].path, "10,000 lines" in found[0].message) == (f"{tmp_path}/sub/.gitignore", True)
    assert [type(step) for step in expand([str(tmp_path / "sub")])] == [Unusable, Target]


def test_names_are_looked_up_however_many_there_are(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    names = ["".join(letters) for letters in zip(*[iter(string.ascii_lowercase * 9_000)] * 3, strict=False)]
    (tmp_path / ".gitignore").write_text(
        "".join(f"{name}{number}.yml\n" for number, name in enumerate(names)) + "!b.yml\nc.yml"
    )
    for name in ("a.yml", "b.yml", "c.yml"):
        (tmp_path / name).write_text("")
    assert [found.path for found in expand([str(tmp_path)])] == [f"{tmp_path}/a.yml", f"{tmp_path}/b.yml"]
