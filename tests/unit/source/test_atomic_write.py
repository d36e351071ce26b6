"""Writing: the old file or the new one, whatever happens."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from capslint.source import atomic_write as write
from capslint.source.atomic_write import WriteError, replace_file

OLD, NEW = b"old: 1\r\n", b"new: 2\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "folder" / "a.yml"
    file.parent.mkdir()
    file.write_bytes(OLD)
    yield file
    assert [path.name for path in file.parent.iterdir() if "capslint" in path.name] == []


def test_contents_change_and_nothing_else(path: Path) -> None:
    path.chmod(0o640)
    before = path.stat()
    replace_file(str(path), OLD, NEW)
    after = path.stat()
    assert path.read_bytes() == NEW
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino  # a new file took its place


def test_equal_contents_are_not_written(path: Path) -> None:
    before = path.stat()
    replace_file(str(path), OLD, OLD)
    assert path.stat() == before


def test_unusual_modes_are_kept(path: Path) -> None:
    path.chmod(0o4751)
    replace_file(str(path), OLD, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o4751


def test_the_owner_is_kept(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to somebody else")
    os.chown(path, 1234, 5678)
    replace_file(str(path), OLD, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678)


def test_another_owner_s_file_is_left_alone_where_the_owner_cannot_be_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_fstat = os.fstat

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    def fstat(descriptor: int) -> os.stat_result:
        values = list(real_fstat(descriptor))
        values[4] += 1  # st_uid
        return os.stat_result(values)

    before = path.stat()
    monkeypatch.setattr(os, "fchown", refuse)
    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(WriteError, match="belongs to another user"):
        write._replace(str(path), before, NEW)
    monkeypatch.undo()
    assert path.read_bytes() == OLD


def test_extended_attributes_are_kept(path: Path) -> None:
    try:
        os.setxattr(path, "user.note", b"kept")
    except OSError as error:
        pytest.skip(f"this file system has none: {error}")
    replace_file(str(path), OLD, NEW)
    assert os.getxattr(path, "user.note") == b"kept"


def test_a_link_stays_and_its_target_is_written(path: Path) -> None:
    link = path.parent.parent / "link.yml"
    link.symlink_to("folder/a.yml")
    replace_file(str(link), OLD, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def test_a_file_that_changed_since_is_left_alone(path: Path) -> None:
    path.write_bytes(b"somebody else's")
    with pytest.raises(WriteError, match="changed by someone else"):
        replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == b"somebody else's"


def test_a_change_at_the_last_moment_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        path.write_bytes(b"somebody else's")
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(WriteError, match="changed by someone else"):
        replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == b"somebody else's"


def test_a_file_that_is_gone_is_not_made_again(path: Path) -> None:
    path.unlink()
    with pytest.raises(WriteError, match="no such file"):
        replace_file(str(path), OLD, NEW)
    assert not path.exists()


def test_a_write_protected_file_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(WriteError, match="write-protected"):
        replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == OLD


def test_a_file_with_other_names_is_left_alone(path: Path) -> None:
    other = path.with_name("b.yml")
    os.link(path, other)
    with pytest.raises(WriteError, match="hard links"):
        replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == OLD
    assert path.samefile(other)


@pytest.mark.parametrize("step", ["write", "fsync", "fchmod", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_at_any_step_leaves_the_old_file_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, step, fail)
    expected = WriteError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == OLD


def test_a_short_write_is_continued(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real_write(descriptor, data[:3]))
    replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == NEW


WRITER = """
import sys
from capslint.source.atomic_write import replace_file
path = sys.argv[1]
texts = [bytes([65 + which]) * 300_000 for which in range(2)]
print("ready", flush=True)
while True:
    replace_file(path, texts[0], texts[1])
    replace_file(path, texts[1], texts[0])
"""


def test_a_kill_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    """A real process that rewrites a file without pause, and a real SIGKILL at many moments."""
    path = tmp_path / "a.yml"
    path.write_bytes(b"A" * 300_000)
    for round_number in range(25):
        if path.read_bytes()[:1] != b"A":
            path.write_bytes(b"A" * 300_000)
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(0.001 + round_number * 0.0007)
            process.send_signal(signal.SIGKILL)
        contents = path.read_bytes()
        assert contents in (b"A" * 300_000, b"B" * 300_000)


def test_a_mode_without_write_bits_counts_for_root_too(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(WriteError, match="write-protected"):
        replace_file(str(path), OLD, NEW)
    assert path.read_bytes() == OLD
    replace_file(str(path), OLD, NEW, force=True)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (NEW, 0o444)


KILLED = """
import os, signal, sys
from capslint.source import atomic_write
atomic_write._fill = lambda *_: {end}
atomic_write.replace_file(sys.argv[1], {old!r}, b"new")
"""


def writer(path: Path, end: str) -> subprocess.Popen[str]:
    code = KILLED.format(end=end, old=OLD)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_what_a_killed_process_left_is_removed_and_what_is_being_written_stays(path: Path) -> None:
    others = [path.parent / name for name in (".a.yml.capslint-12~", "b.capslint-0123456789ab~", ".a.yml~")]
    for other in others:
        other.touch()
    folder = path.parent / ".d.capslint-0123456789ab~"
    folder.mkdir()
    with writer(path, "os.kill(os.getpid(), signal.SIGKILL)") as killed:
        assert killed.wait() == -signal.SIGKILL
    with writer(path, "(print('writing', flush=True), sys.stdin.read())") as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline() == "writing\n"
        assert len([*path.parent.glob(".a.yml.capslint-*")]) == 3
        write.remove_left_over(str(path.parent))
        left = [*path.parent.glob(".a.yml.capslint-*")]
        assert len(left) == 2  # that of the other process, and a name of another kind
        assert busy.stdin is not None
        busy.stdin.close()
        busy.wait()
    assert all(other.exists() for other in (*others, folder))
    for other in others:
        other.unlink()
    folder.rmdir()
