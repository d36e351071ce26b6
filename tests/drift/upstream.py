"""Reading files of public repositories at their tags, with git alone: from clones in a folder, or over the net.

Nothing is checked out, nothing of a repository is run, and a clone in a folder is only read.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

GITHUB = "https://github.com"
TIMEOUT = 600


class Unreachable(Exception):  # noqa: N818 - it is what the repository is, as the reports say
    """A repository, a revision or git itself cannot be had."""


class Repository:
    """A repository whose files are read by revision: a clone on this machine, or one that is fetched from as needed."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """``folder`` is the clone; with ``url`` it is a bare repository of our own, which begins empty."""
        self._folder = folder
        self._url = url
        self._here: set[str] = set()

    def tags(self) -> list[str]:
        """Return the names of all tags."""
        if self._url is None:
            return self._git("tag", "--list").split()
        lines = self._git("ls-remote", "--tags", "--refs", "origin").splitlines()
        return [line.partition("refs/tags/")[2] for line in lines]

    def bring(self, tags: Iterable[str]) -> None:
        """Have the trees of ``tags`` here, all in one conversation; files follow when they are read."""
        wanted = [f"refs/tags/{tag}" for tag in tags]
        self._fetch([f"{ref}:{ref}" for ref in wanted if ref not in self._here])
        self._here.update(wanted)

    def newest(self) -> str:
        """Return the revision that the default branch ends with."""
        if self._url is not None:
            self._fetch(["HEAD:refs/heads/newest"])
            return self._git("rev-parse", "refs/heads/newest").strip()
        return self._git("rev-parse", "HEAD").strip()

    def last_day(self) -> str:
        """Return the day up to which the repository is told: today's, or that of the last commit in a clone."""
        if self._url is not None:
            return datetime.now(UTC).date().isoformat()
        dates = ("for-each-ref", "--sort=-committerdate", "--count=1", "--format=%(committerdate:short)")
        found = self._git(*dates, "refs/heads", "refs/remotes").split()
        return found[0] if found else self._git("log", "-1", "--format=%cs", "HEAD").strip()

    def blobs(self, revision: str, paths: Iterable[str]) -> dict[str, str]:
        """Return the git blob of each of ``paths`` that is a file at ``revision``."""
        found = {}
        for line in self._git("ls-tree", "-z", revision, "--", *paths).split("\0"):
            about, _, path = line.partition("\t")
            if " blob " in about:
                found[path] = about.split()[2]
        return found

    def text(self, blob: str) -> str:
        """Return the text of a file. Raises Unreachable where it is none."""
        return self._git("cat-file", "blob", blob)

    def _fetch(self, refs: list[str]) -> None:
        if self._url is not None and refs:
            self._git("fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "--force", "origin", *refs)

    def _git(self, *arguments: str) -> str:
        return run_git(self._folder, *arguments)


class Upstream:
    """Where the repositories are: a folder of clones, or the address that their names are put behind."""

    def __init__(self, base: str, work: Path) -> None:
        """``base`` is a folder or an address with ``://``; ``work`` is an empty folder for what is fetched."""
        self._base = base.rstrip("/")
        self._work = work
        self._known: dict[str, Repository] = {}

    def repository(self, name: str) -> Repository:
        """Return the repository ``OWNER/NAME``. Raises Unreachable where there is none in the folder."""
        if name not in self._known:
            self._known[name] = self._remote(name) if "://" in self._base else self._clone(name)
        return self._known[name]

    def _clone(self, name: str) -> Repository:
        base = Path(self._base)
        for folder in (base / name, base / f"{name}.git"):
            if folder.is_dir():
                return Repository(folder)
        raise Unreachable(f"there is no clone of it in {self._base}")

    def _remote(self, name: str) -> Repository:
        folder = self._work / name.replace("/", "+")
        url = f"{self._base}/{name}"
        run_git(self._work, "init", "--quiet", "--bare", str(folder))
        run_git(folder, "remote", "add", "origin", url)
        for key, value in (("promisor", "true"), ("partialclonefilter", "blob:none")):
            run_git(folder, "config", f"remote.origin.{key}", value)
        return Repository(folder, url)


def outside_of_hooks() -> dict[str, str]:
    """Return the environment without what git tells its hooks: the repository that it was called in is not meant."""
    told = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
    return {name: value for name, value in os.environ.items() if name not in told}


def run_git(folder: Path, *arguments: str) -> str:
    """Return what git prints in ``folder``. Raises Unreachable with its last words where it fails."""
    environment = {**outside_of_hooks(), "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=True,
            timeout=TIMEOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        return done.stdout.decode("utf-8")
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreachable(f"git {arguments[0]}: {said[-1] if said else f'it ended with {error.returncode}'}") from None
    except UnicodeDecodeError:
        raise Unreachable(f"git {arguments[0]}: it is no text in UTF-8") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"git {arguments[0]}: {error}") from None
