"""Entry points are found in the metadata that installers leave."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from capslint.startup.entry_points import EntryPoint, entry_points

GROUP = "some.group"
TEXT = "[console_scripts]\nx = y:z\n\n[some.group]\n# a comment\nfirst=a.b:C\n second = d:E \n\n[other]\nq = r:s\n"


def install(folder: Path, text: str = TEXT) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "entry_points.txt").write_text(text)


@pytest.mark.parametrize("folder", ["some_plugin-1.0.dist-info", "some_plugin.egg-info"])
def test_the_lines_of_the_group_are_found(tmp_path: Path, folder: str) -> None:
    install(tmp_path / folder)
    found = entry_points(GROUP, [str(tmp_path)])
    assert found == (EntryPoint("first", "a.b:C", folder), EntryPoint("second", "d:E", folder))


def test_what_is_twice_on_the_path_is_found_once(tmp_path: Path) -> None:
    install(tmp_path / "some_plugin-1.0.dist-info")
    (tmp_path / "link").symlink_to(tmp_path)
    assert len(entry_points(GROUP, [str(tmp_path), str(tmp_path), str(tmp_path / "link"), "/nowhere"])) == 2


def test_the_empty_path_is_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "some_plugin-1.0.dist-info")
    monkeypatch.chdir(tmp_path)
    assert len(entry_points(GROUP, [""])) == 2


def test_other_groups_and_unreadable_metadata_are_passed_over(tmp_path: Path) -> None:
    install(tmp_path / "a.dist-info", "[some.group.more]\nx = y:z\n")
    install(tmp_path / "b.dist-info")
    (tmp_path / "b.dist-info" / "entry_points.txt").write_bytes(b"[some.group]\nx = \xff\n")
    (tmp_path / "c.dist-info").mkdir()
    install(tmp_path / "d")
    assert entry_points(GROUP, [str(tmp_path)]) == ()


def test_metadata_in_an_archive_is_found_the_slow_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("zipped-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 1.0\n")
        archive.writestr("zipped-1.0.dist-info/entry_points.txt", TEXT)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "archive.zip")])
    assert entry_points(GROUP) == (EntryPoint("first", "a.b:C", "zipped"), EntryPoint("second", "d:E", "zipped"))
    assert entry_points(GROUP, sys.path) == ()  # a path that is given is searched as it is


def test_it_finds_what_the_standard_library_finds() -> None:
    from importlib.metadata import entry_points as found

    ours = {(point.name, point.value) for point in entry_points("console_scripts")}
    assert ours == {(point.name, point.value) for point in found(group="console_scripts")}
