"""From paths to files: a stable order, git's ignore rules, every oddity accounted for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capslint.source.files import ReadError
from capslint.source.ignore import Layer, is_excluded, patterns_of
from capslint.source.walk import NOTHING, Found, Passed, Target, Unusable, expand, read_listed


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n")


def paths(found: list[Found]) -> list[str]:
    return [target.path for target in found if isinstance(target, Target)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_walked_in_sorted_order(here: Path) -> None:
    make(here, "b.yml", "a/z.yaml", "a/b/c.json", "c.txt", "a.yaml", "B.yml", "a/README.md", "noext")
    assert paths(list(expand(["."]))) == ["B.yml", "a/b/c.json", "a/z.yaml", "a.yaml", "b.yml"]
    assert paths(list(expand(["a"]))) == ["a/b/c.json", "a/z.yaml"]
    assert paths(list(expand(["a/"]))) == ["a/b/c.json", "a/z.yaml"]
    assert paths(list(expand([str(here / "a")]))) == [f"{here}/a/b/c.json", f"{here}/a/z.yaml"]


def test_a_named_file_is_taken_whatever_its_name(here: Path) -> None:
    make(here, "c.txt", "node_modules/a.yml")
    assert list(expand(["c.txt"])) == [Target("c.txt", named=True, real=str(here / "c.txt"))]
    assert paths(list(expand(["node_modules"]))) == ["node_modules/a.yml"]
    assert paths(list(expand(["-"]))) == ["-"]


def test_folders_of_tools_are_left_out(here: Path) -> None:
    make(here, ".git/a.yml", "node_modules/a.yml", "env/a.yml", "env/lib/b.yml", "__pycache__/a.yml", ".github/a.yml")
    make(here, "env/pyvenv.cfg")
    assert paths(list(expand(["."]))) == [".github/a.yml"]


def test_a_file_is_given_once(here: Path) -> None:
    make(here, "a/b.yml", "c.yml")
    (here / "link.yml").symlink_to("c.yml")
    assert paths(list(expand(["c.yml", "a", "./c.yml", ".", "a/b.yml", "link.yml"]))) == ["c.yml", "a/b.yml"]
    assert paths(list(expand(["link.yml", "c.yml"]))) == ["link.yml"]


def test_a_file_that_is_named_too_is_named_wherever_it_stands(here: Path) -> None:
    make(here, "a.yml", "b.yml")
    for both in ((".", "a.yml"), ("a.yml", ".")):
        named = {target.path: target.named for target in expand(both) if isinstance(target, Target)}
        assert named == {"a.yml": True, "b.yml": False}


def test_links_to_folders_are_named_and_loops_are_errors(here: Path) -> None:
    make(here, "a/b.yml")
    (here / "a" / "up").symlink_to("..")
    (here / "a" / "self").symlink_to(".")
    (here / "other").symlink_to("a")
    found = list(expand(["."]))
    assert found == [
        Target("a/b.yml", named=False, real=str(here / "a/b.yml")),
        Unusable("a/self", f"is a symbolic link that leads back to {here}/a: a loop, not followed"),
        Unusable("a/up", f"is a symbolic link that leads back to {here}: a loop, not followed"),
        Passed("other", "symbolic link to a folder, not followed"),
    ]
    assert paths(list(expand(["other"]))) == ["other/b.yml"]


def test_what_cannot_be_read_is_an_error(here: Path) -> None:
    (here / "loop.yml").symlink_to("loop.yml")
    (here / "gone.yml").symlink_to("nowhere")
    (here / "gone").symlink_to("nowhere")  # no name that would be read
    os.mkfifo(here / "fifo.yml")
    os.mkfifo(here / "fifo")
    found = list(expand([".", "missing.yml", "fifo", "a\0b"]))
    assert found == [
        Unusable("fifo.yml", "is a named pipe (FIFO), not a file"),
        Unusable("gone.yml", "cannot be read: no such file or directory"),
        Unusable("loop.yml", "cannot be read: too many levels of symbolic links"),
        Unusable("missing.yml", "no such file or directory"),
        Unusable("fifo", "is a named pipe (FIFO), not a file; pipe what it gives to `capslint check -`"),
        Unusable("a\0b", "embedded null byte"),
    ]


def test_a_deep_tree_does_not_exhaust_the_stack(here: Path) -> None:
    deep = here
    for _ in range(200):
        deep /= "d"
    make(here, "d.yml")
    deep.mkdir(parents=True)
    make(deep, "a.yml")
    assert len(paths(list(expand(["."])))) == 2


IGNORES = {
    ".gitignore": "*.tmp.yml\nbuild/\n/top.yml\n!keep.tmp.yml\nvendor\n",
    "a/.gitignore": "!vendor\nlocal.yml\n\\#odd.yml\nbroken\\\n",
    "a/b/.gitignore": "!local.yml\n",
    ".git/info/exclude": "excluded.yml\n",
}
FILES = [
    "x.tmp.yml", "keep.tmp.yml", "build/a.yml", "a/build/b.yml", "top.yml", "a/top.yml", "vendor/v.yml",
    "a/vendor/v.yml", "a/local.yml", "a/b/local.yml", "a/#odd.yml", "excluded.yml", "a/excluded.yml",
    "plain.yml", "a/b/c/local.yml",
]  # fmt: skip


def test_git_agrees_on_what_is_ignored(here: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    make(here, *FILES)
    for name, text in IGNORES.items():
        (here / name).write_text(text)
    listed = subprocess.run(
        ["git", "-c", "core.excludesFile=/dev/null", "ls-files", "-o", "--exclude-standard", "*.yml"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert sorted(paths(list(expand(["."])))) == sorted(listed)
    # from within, what stands above still counts
    inside = [f"a/{path}" for path in (shown.removeprefix("./") for shown in paths(list(expand(["a"])))) if path]
    assert sorted(path.removeprefix("a/") for path in inside) == sorted(
        path for path in listed if path.startswith("a/")
    )


ODD = {
    "an inner file takes a folder back, not what is in it": {
        ".gitignore": "secrets.yml\n",
        "app/.gitignore": "*/\n!config/\n",
    },
    "what a folder that is taken back holds": {
        ".gitignore": "app/config/\nd/**\n!d/2/\n",
        "app/.gitignore": "!config/\n",
    },
    "all but what is named": {".gitignore": "*\n!*/\n!x.yml\n"},
    "a byte order mark": {".gitignore": "\ufeffsecrets.yml\nx.yml\n"},
    "classes of characters": {".gitignore": "[[:digit:]]*.yml\n/d/[![:alpha:]_]*\n"},
    "spaces and CRLF": {".gitignore": "x.yml  \r\nd/1.yml  \n/d/*/3.yml\\ \n"},
}
ODD_FILES = [
    "app/config/secrets.yml", "app/config/x.yml", "app/other/x.yml", "secrets.yml", "x.yml", "1.yml", "d/1.yml",
    "d/2/x.yml", "d/2/3.yml", "d/x/3.yml", "d/a/b/x.yml",
]  # fmt: skip


def listed_by_git(folder: Path) -> list[str]:
    command = ["git", "-c", "core.excludesFile=/dev/null", "ls-files", "-o", "--exclude-standard", "*.yml"]
    return sorted(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines())


@pytest.mark.parametrize("ignores", ODD.values(), ids=ODD)
@pytest.mark.filterwarnings("error")
def test_git_agrees_on_odd_patterns(here: Path, ignores: dict[str, str]) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    make(here, *ODD_FILES)
    for name, text in ignores.items():
        (here / name).write_bytes(text.encode())
    assert sorted(paths(list(expand(["."])))) == listed_by_git(here)


NAMES = st.sampled_from(["a", "b", "ab", "*", "?", "a*", "*b", "[ab]", "[!a]", "**", "*.yml", "a.yml", "[[:alpha:]]"])
GLOBS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
LINES = st.lists(st.tuples(st.sampled_from(["", "!", "/", "!/"]), GLOBS, st.sampled_from(["", "/"])), max_size=4)
TEXTS = LINES.map(lambda lines: "".join("".join(line) + "\n" for line in lines))
TREE = [
    f"{folder}{name}.yml" for folder in ("", "a/", "b/", "a/b/", "a/a/", "ab/", "a/b/ab/") for name in ("a", "b", "1")
]


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
@pytest.mark.filterwarnings("error")
def test_git_agrees_on_any_patterns(tree: Path, top: str, inner: str, innermost: str) -> None:
    for name, text in ((".gitignore", top), ("a/.gitignore", inner), ("a/b/.gitignore", innermost)):
        (tree / name).write_text(text)
    found = [target.real.removeprefix(f"{tree}/") for target in expand([str(tree)]) if isinstance(target, Target)]
    assert sorted(found) == listed_by_git(tree)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    make(folder, *TREE)
    return folder


def test_a_linked_work_tree_has_the_exclusions_of_its_repository(here: Path) -> None:
    for command in (
        ["init", "-q", "main"],
        ["-C", "main", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "a"],
        ["-C", "main", "worktree", "add", "-q", "../linked"],
    ):
        subprocess.run(["git", *command], check=True)
    make(here, "linked/a.yml", "linked/b.yml")
    (here / "main/.git/info").mkdir(exist_ok=True)
    (here / "main/.git/info/exclude").write_text("a.yml\n")
    assert paths(list(expand(["linked"]))) == ["linked/b.yml"]
    assert listed_by_git(here / "linked") == ["b.yml"]


def test_ignore_files_count_within_a_git_work_tree_and_below(here: Path) -> None:
    make(here, "sub/a.yml", "sub/b.yml")
    (here / ".gitignore").write_text("a.yml\n")
    (here / "sub" / ".gitignore").write_text("b.yml\n")
    assert paths(list(expand(["sub"]))) == ["sub/a.yml"]
    (here / ".git").mkdir()
    assert list(expand(["sub"])) == [Passed("sub", NOTHING)]


def test_an_ignore_file_that_is_a_link_does_not_count(here: Path) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    make(here, "a.yml")
    (here / "patterns").write_text("a.yml\n")
    (here / ".gitignore").symlink_to("patterns")
    assert paths(list(expand(["."]))) == listed_by_git(here) == ["a.yml"]


def test_an_ignore_file_that_is_a_pipe_does_not_block(here: Path) -> None:
    make(here, "a.yml")
    os.mkfifo(here / ".gitignore")
    assert paths(list(expand(["."]))) == ["a.yml"]


def test_exclusion_reaches_named_files_and_says_so(here: Path) -> None:
    make(here, "a/b.yml", "c.yml", "a/d/e.yml")
    layers = (Layer(f"{here}/", patterns_of(["a/", "!a/d/e.yml"])),)

    def excludes(path: str, is_folder: bool) -> bool:
        return is_excluded(layers, path, is_folder)

    assert paths(list(expand(["."], excludes))) == ["c.yml"]
    assert list(expand(["a/b.yml"], excludes)) == [Passed("a/b.yml", "excluded by the configuration")]
    assert list(expand(["a"], excludes)) == [Passed("a", "excluded by the configuration")]


def test_a_listed_file_is_handed_on_unless_nothing_of_ours_is_in_it(here: Path) -> None:
    Path("a.sh").write_bytes(b"echo\n")
    asked: list[tuple[str, bytes]] = []

    def nothing(path: str, data: bytes) -> bool:
        asked.append((path, data))
        return True

    assert read_listed("a.sh", nothing) is None
    assert asked == [("a.sh", b"echo\n")]
    assert read_listed("a.sh", lambda path, data: False) == b"echo\n"


@pytest.mark.parametrize("made", ["folder", "missing"])
def test_what_a_listing_no_longer_tells_truly_is_told(here: Path, made: str) -> None:
    Path("folder").mkdir()
    with pytest.raises(ReadError):
        read_listed(made, lambda path, data: True)
