"""The files of a git revision, laid out in a folder of their own; nothing is written into the repository.

Git's plumbing is asked for objects alone, which runs no hook, filter or external program that the repository names.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from capslint.config import ConfigError
from capslint.run.settings import Settings
from capslint.source.files import MAX_BYTES, SUFFIXES
from capslint.source.repository_roots import repository_of
from capslint.source.walk import STDIN
from capslint.startup.records import NamedTuple

_MOST_OF_OTHERS = 1024 * 1024  # bytes of a file that is read beside others: a profile, a Dockerfile
_LINK, _FILES = "120000", ("100644", "100755")
_ASIDE = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class _Entry(NamedTuple):
    """A file of a revision: its mode, the object, its size, and its path from the root."""

    mode: str
    name: str
    size: int
    path: str


class Revision(NamedTuple):
    """A revision of the repository at ``root``, laid out in ``folder``; ``paths`` are those of its files."""

    root: str
    folder: str
    paths: frozenset[str]

    def there(self, path: str) -> str:
        """Return where the file or folder ``path`` is in the revision; outside of the repository it is itself."""
        parent, own = (path, "") if os.path.isdir(path) else os.path.split(os.path.abspath(path))
        inside = os.path.relpath(os.path.join(os.path.realpath(parent), own), self.root)
        return path if inside.split(os.sep, 1)[0] == os.pardir else os.path.normpath(os.path.join(self.folder, inside))

    def here(self, path: str) -> str:
        """Return what a ``path`` in the revision is called in the repository; any other is itself."""
        inside = os.path.relpath(path, self.folder)
        return path if inside.split(os.sep, 1)[0] == os.pardir else os.path.normpath(os.path.join(self.root, inside))


def settings_there(settings: Settings, revision: Revision) -> Settings:
    """Return the settings with which the same files of ``revision`` are checked, to know of all that is found."""
    there, excludes = revision.there, settings.excludes
    named = settings.stdin_filename
    paths = [(named or "") if path == STDIN else path for path in settings.paths or (".",)]
    inside = os.path.join(revision.folder, "")
    paths = [
        path for path in map(there, filter(None, paths)) if f"{path}/".startswith(inside) and os.path.lexists(path)
    ]
    return settings._replace(
        paths=tuple(paths) or (os.path.join(revision.folder, ".git"),),  # nothing of it was there
        excludes=None if excludes is None else lambda path, is_folder: excludes(revision.here(path), is_folder),
        compose_files=tuple(map(there, settings.compose_files)),
        projects=tuple(tuple(map(there, files)) for files in settings.projects),
        named=tuple(map(there, settings.named)),
        policy=settings.policy.for_copies(revision.here).at_every_level(),
        baseline=None,
        new_only=None,
    )


@contextmanager
def laid_out(name: str) -> Iterator[Revision]:
    """Lay out the revision ``name`` of the repository that the working folder is in. Raises ConfigError."""
    root = repository_of(os.getcwd())
    if root == "/":
        raise ConfigError(f"--new-only {name}: the working folder is in no git repository")
    root = os.path.realpath(root)
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    commit = _git(root, name, *asked).decode().strip()
    with tempfile.TemporaryDirectory(prefix="capslint-") as folder:
        real = os.path.realpath(folder)
        os.mkdir(os.path.join(real, ".git"))  # here the repository begins
        entries = _entries(root, name, commit)
        _lay_out(root, name, [entry for entry in entries if _is_wanted(entry)], real)
        yield Revision(root, real, frozenset(entry.path for entry in entries))


def _git(root: str, name: str, *arguments: str) -> bytes:
    """Return what git answers. Raises ConfigError."""
    with _started(root, name, *arguments) as process:
        out, said = process.communicate()
    if process.returncode:
        why = said.decode("utf-8", "replace").strip().removeprefix("fatal: ").partition("\n")[0]
        raise ConfigError(f"--new-only {name}: {why or f'there is no such revision in {root}'}")
    return out


def _started(root: str, name: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    command = ["git", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-replace-objects"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | _ASIDE
    try:
        return subprocess.Popen(  # noqa: S603 (git, with objects that it has named)
            [*command, "-C", root, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
    except OSError as error:
        raise ConfigError(f"--new-only {name} asks git, which cannot be started: {error.strerror}") from None


def _entries(root: str, name: str, commit: str) -> list[_Entry]:
    listed = _git(root, name, "ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    found: list[_Entry] = []
    for line in os.fsdecode(listed).split("\0"):
        about, _, path = line.partition("\t")
        if path:
            mode, _, blob, size = about.split()
            found.append(_Entry(mode, blob, int(size) if size.isdigit() else 0, path))
    return found


def _is_wanted(entry: _Entry) -> bool:
    steps = entry.path.split("/")
    if entry.mode not in (_LINK, *_FILES) or not {"..", ".", ""}.isdisjoint(steps) or steps[0] == ".git":
        return False
    return entry.size <= (MAX_BYTES if entry.path.endswith(SUFFIXES) else _MOST_OF_OTHERS)


def _lay_out(root: str, name: str, entries: list[_Entry], folder: str) -> None:
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{entry.name}\n" for entry in entries).encode())
        asked.seek(0)
        with _started(root, name, "cat-file", "--batch", stdin=asked.fileno()) as process:
            assert process.stdout is not None
            for entry in entries:
                header = process.stdout.readline()
                if header.endswith(b" missing\n"):  # not all objects are here
                    continue
                data = process.stdout.read(entry.size)
                process.stdout.read(1)
                _write(entry, data, folder)


def _write(entry: _Entry, data: bytes, folder: str) -> None:
    path = os.path.join(folder, entry.path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if entry.mode == _LINK:
        _link(data, path, folder)
    else:
        with open(path, "xb") as stream:
            stream.write(data)


def _link(target: bytes, path: str, folder: str) -> None:
    """Make a symbolic link that stays in the folder; one that leads out of it is left out."""
    to = os.fsdecode(target)
    if not os.path.isabs(to) and os.path.realpath(os.path.join(os.path.dirname(path), to)).startswith(folder + os.sep):
        os.symlink(to, path)
