"""Reading: whole regular files of bounded size, and nothing that could block."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from capslint.source import files
from capslint.source.files import ChangedFiles, NeighbourFiles, ReadError, read_bytes
from capslint.source.repository_roots import project_root


def test_bytes_come_back_as_they_are(tmp_path: Path) -> None:
    data = bytes(range(256)) * 1000
    (tmp_path / "a").write_bytes(data)
    assert read_bytes(str(tmp_path / "a")) == data
    (tmp_path / "empty").touch()
    assert read_bytes(str(tmp_path / "empty")) == b""


def test_what_is_no_file_is_named_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "socket"))
        for name, words in (("fifo", "named pipe"), ("socket", "a socket"), (".", "a folder")):
            with pytest.raises(ReadError, match=f"is {'' if words[0] == 'a' else 'a '}{words}"):
                read_bytes(str(tmp_path / name))
    with pytest.raises(ReadError, match="is a character device"):
        read_bytes("/dev/zero")


@pytest.mark.parametrize(
    ("name", "words"),
    [("missing", "no such file"), ("loop", "too many levels"), ("a\0b", "embedded null"), ("file/below", "directory")],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    with pytest.raises(ReadError, match=words):
        read_bytes(str(tmp_path / name))


def test_the_size_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(ReadError, match="larger than 1 MiB"):
        read_bytes(str(tmp_path / "a"), 1024 * 1024)
    assert len(read_bytes(str(tmp_path / "a"), 1024 * 1024 + 1)) == 1024 * 1024 + 1


@pytest.mark.parametrize("change", ["longer", "shorter", "rewritten"])
def test_a_file_that_changes_meanwhile_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    os.utime(path, ns=(1, 1))
    real_read = os.read

    def read(descriptor: int, number: int) -> bytes:
        data = real_read(descriptor, number)
        path.write_bytes({"longer": b"123456", "shorter": b"1", "rewritten": b"54321"}[change])
        return data

    monkeypatch.setattr(os, "read", read)
    with pytest.raises(ReadError, match="changed while it was being read"):
        read_bytes(str(path))


def test_neighbours_are_read_once_and_never_raise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM x\r\n", newline="")
    (tmp_path / "sub" / "latin").write_bytes(b"\xe9")
    os.mkfifo(tmp_path / "sub" / "fifo")
    neighbours = NeighbourFiles(str(tmp_path / "sub"), root=str(tmp_path))
    assert neighbours.read("../Dockerfile") == "FROM x\r\n"
    (tmp_path / "Dockerfile").write_text("FROM y\n")
    assert neighbours.read("../Dockerfile") == "FROM x\r\n"
    for nothing in ("missing", "latin", "fifo", ".", "a\0b", "/dev/zero"):
        assert neighbours.read(nothing) is None


def test_one_listing_tells_which_neighbours_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_CASE_COUNTS", True)
    (tmp_path / "there").write_text("x")
    neighbours = NeighbourFiles(str(tmp_path))
    assert [neighbours.read(name) for name in ("a", "there")] == [None, "x"]
    monkeypatch.setattr(os.path, "exists", lambda path: pytest.fail(f"looked for {path}"))
    assert [neighbours.read(name) for name in ("a", "b", "c")] == [None] * 3


def test_neighbours_in_a_folder_that_cannot_be_listed_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_CASE_COUNTS", True)
    (tmp_path / "there").write_text("x")

    def refuse(_: str) -> list[str]:
        raise PermissionError

    monkeypatch.setattr(os, "listdir", refuse)
    assert [NeighbourFiles(str(tmp_path)).read(name) for name in ("a", "there")] == [None, "x"]


def test_nothing_outside_of_the_repository_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "repository" / "sub"
    inside.mkdir(parents=True)
    (tmp_path / "secret").write_text("s")
    (inside / "near").write_text("n")
    (inside.parent / "above").write_text("a")
    (inside / "link").symlink_to(tmp_path / "secret")
    paths = ("near", "../above", "../../secret", "link")
    assert [NeighbourFiles(str(inside)).read(path) for path in paths] == ["n", None, None, None]
    top = [str(inside.parent)]
    assert [NeighbourFiles(str(inside), tops=top).read(path) for path in paths] == ["n", "a", None, None]
    (inside.parent / ".git").write_text("gitdir: elsewhere\n")  # as in a worktree
    assert [NeighbourFiles(str(inside)).read(path) for path in paths] == ["n", "a", None, None]
    near = NeighbourFiles(str(inside), root=str(tmp_path))
    assert [near.read(path) for path in paths] == ["n", "a", "s", "s"]
    narrow = NeighbourFiles(str(inside), root=str(inside))
    assert [narrow.read(path) for path in paths] == ["n", None, None, None]
    assert [path for path, _ in narrow.outside()] == [os.path.normpath(inside / path) for path in paths[1:]]
    assert narrow.outside() == ()


def test_files_are_looked_through_once_for_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"a.yaml": "word", "b.yml": "none", "c.json": "word", "d.txt": "word"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "e.yaml").symlink_to("a.yaml")
    near = NeighbourFiles(str(tmp_path))
    assert near.mentioning("word", besides="a.yaml") == ("c.json", "e.yaml")
    (tmp_path / "c.json").write_text("other")
    assert near.mentioning("word", besides="b.yml") == ("a.yaml", "c.json", "e.yaml")
    monkeypatch.setattr(files, "read_bytes", None)
    assert near.mentioning("word", besides="c.json") == ("a.yaml", "e.yaml")


def test_nothing_outside_of_the_repository_is_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "repository"
    (inside / ".git").mkdir(parents=True)
    (tmp_path / "secret.yml").write_text("word")
    for name, text in (("a.yml", "word"), ("b.yml", "word"), ("c.yml", "another"), ("d.txt", "word")):
        (inside / name).write_text(text)
    (inside / "link.yml").symlink_to(tmp_path / "secret.yml")
    (inside / "near.yml").symlink_to("b.yml")
    (inside / "gone.yml").symlink_to("nowhere")
    neighbours = NeighbourFiles(str(inside))
    assert neighbours.mentioning("word", besides="a.yml") == ("b.yml", "near.yml")
    monkeypatch.setattr(files, "read_bytes", None)  # all but that one have been looked at
    assert neighbours.mentioning("word", besides="a.yml") == ("b.yml", "near.yml")


def test_a_neighbour_larger_than_a_mebibyte_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "big").write_text("x" * (files.NEIGHBOUR_MAX_BYTES + 1))
    (tmp_path / "fits").write_text("x" * files.NEIGHBOUR_MAX_BYTES)
    neighbours = NeighbourFiles(str(tmp_path))
    assert neighbours.read("big") is None
    assert neighbours.read("fits") is not None


def test_the_folders_above_end_at_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "project" / "a" / "b"
    inner.mkdir(parents=True)
    assert NeighbourFiles(str(inner)).above() == ()
    assert NeighbourFiles(str(inner), tops=[str(tmp_path)]).above() == ("b", "a", "project")
    (tmp_path / "project" / ".git").mkdir()
    assert NeighbourFiles(str(inner)).above() == ("b", "a")
    assert ChangedFiles(str(inner), NeighbourFiles(str(inner)), {}).above() == ("b", "a")
    assert NeighbourFiles(str(tmp_path / "project")).above() == ()


def test_the_root_of_a_project(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    assert project_root(str(inside)) == str(inside)
    (tmp_path / "a" / ".git").touch()  # as in a linked work tree
    assert project_root(str(inside)) == project_root(str(tmp_path / "a")) == str(tmp_path / "a")
