"""Replacing a file's contents so that a crash at any moment leaves the old file or the new one, never a torn one."""

from __future__ import annotations

import os
import re
import stat
import sys

from capslint.source.files import ReadError, read_bytes, reason_of

_TEMPORARY = re.compile(r"\..*\.capslint-[0-9a-f]{12}~", re.DOTALL)


class WriteError(Exception):
    """A file that was not written; it is as it was. One sentence for a person."""


def replace_file(path: str, expected: bytes, data: bytes, force: bool = False) -> None:
    """Put ``data`` in the place of ``expected`` in the file ``path``; a symbolic link stays, its target is written.

    The new file is written beside the old one under a hidden name, synced, given the old one's mode, owner and
    extended attributes, and renamed over it. Nothing is done when both are equal.
    Raises WriteError when the file no longer holds ``expected``, is write-protected (unless ``force``), has hard links,
    or cannot be replaced.
    """
    if data == expected:
        return
    real = os.path.realpath(path)
    try:
        before = os.stat(real)
        if read_bytes(real) != expected:
            raise WriteError("was changed by someone else since it was read; it is left alone")
        if not force and _is_protected(real, before):
            raise WriteError("is write-protected; it is left alone")
        if before.st_nlink > 1:
            raise WriteError("has other names (hard links), from which a new file would part it; it is left alone")
        _replace(real, before, data)
    except ReadError as error:
        raise WriteError(str(error)) from None
    except OSError as error:
        raise WriteError(f"cannot be written: {reason_of(error)}") from None


def write_whole(path: str, data: bytes) -> None:
    """Make ``data`` all that is in the file ``path``, which need not be there; a pipe or a device is written to.

    Whoever reads the file finds what was in it before, or all of ``data``. Raises WriteError, also where a file is
    write-protected.
    """
    real = os.path.realpath(path)
    try:
        before = _status_of(path)  # a pipe behind /dev/stdout has no other path
        if before is not None and not stat.S_ISREG(before.st_mode):
            with open(path, "wb") as special:
                special.write(data)
            return
        if before is not None and _is_protected(real, before):
            raise WriteError("is write-protected; it is left alone")
        _replace(real, before, data)
    except OSError as error:
        raise WriteError(f"cannot be written: {reason_of(error)}") from None


def _is_protected(real: str, status: os.stat_result) -> bool:
    """Return whether nobody is to write the file: to root, whom the system lets write, its mode says so alone."""
    return not status.st_mode & 0o222 or not os.access(real, os.W_OK)


def remove_left_over(folder: str) -> None:
    """Remove the files that a process wrote in ``folder``, and was killed before they had their final name.

    One that is being written is locked, and stays.
    """
    try:
        names = [name for name in os.listdir(folder or ".") if _TEMPORARY.fullmatch(name)]
    except OSError:
        return
    for name in names:
        path = os.path.join(folder, name)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue  # somebody else's
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode) and _is_locked(descriptor):
                _remove(path)
        finally:
            os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    """Lock the open file, and return whether that could be done: nobody else has it locked."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _status_of(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _replace(real: str, before: os.stat_result | None, data: bytes) -> None:
    folder, name = os.path.split(real)
    # Hidden, and without a suffix that a walk would look at. Long names are cut: most systems allow 255 bytes.
    random = os.urandom(6).hex()
    temporary = os.path.join(folder, f".{name[:40]}.capslint-{random}~")
    mode = 0o666 if before is None else 0o600  # of a new file as the umask wants it, of another one's contents nobody's
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        try:
            _is_locked(descriptor)  # so that nobody takes it for left over
            _fill(descriptor, data)
            if before is not None:
                _take_over(descriptor, real, before)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if before is not None and _identity(os.stat(real)) != _identity(before):
            raise WriteError("was changed by someone else since it was read; it is left alone")
        os.replace(temporary, real)
    except BaseException:
        _remove(temporary)
        raise
    _sync_folder(folder)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return  # it was never made, or already has its final name


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _fill(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _take_over(descriptor: int, real: str, before: os.stat_result) -> None:
    now = os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.fchown(descriptor, before.st_uid, before.st_gid)
        except PermissionError:
            raise WriteError("belongs to another user or group, which a new file could not; it is left alone") from None
    _copy_attributes(descriptor, real)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))  # last: an access list among the attributes changes it


def _copy_attributes(descriptor: int, real: str) -> None:
    if not hasattr(os, "listxattr"):  # Linux alone has them in Python
        return
    try:
        names = os.listxattr(real)
    except OSError:
        return  # a file system without them
    for name in names:
        try:
            os.setxattr(descriptor, name, os.getxattr(real, name))
        except OSError:
            continue  # a security module's label needs privilege to copy, and the new file got its folder's


def _sync_folder(folder: str) -> None:
    try:
        descriptor = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some network file systems cannot; the file itself is synced
    finally:
        os.close(descriptor)
