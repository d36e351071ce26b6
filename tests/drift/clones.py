"""Small git repositories for tests, made of recorded files, and small engine data beside them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.drift.upstream import outside_of_hooks
from tests.generators import build_engines
from tests.generators.engine_tables import FOLDER, load_profiles

RECORDED = Path(__file__).with_name("recorded")
DAY = "2026-11-02"
DOCKER_PROFILE = "vendor/github.com/moby/profiles/seccomp/default.json"
DOCKER_CAPABILITIES = "daemon/pkg/oci/caps/defaults.go"
GO_PROFILE = "contrib/seccomp/seccomp_default.go"
GO_CAPABILITIES = "pkg/oci/spec.go"
COMMON = "vendor/go.podman.io/common/pkg"
PODMAN_CAPABILITIES = f"{COMMON}/config/default.go"
JSON_PROFILE = f"{COMMON}/seccomp/seccomp.json"
CRIO_FUNCTION = "internal/config/seccomp/seccomp.go"
CRIO_CAPABILITIES = "internal/config/capabilities/capabilities_linux.go"


def recorded(name: str) -> str:
    """The text of a recorded file."""
    return (RECORDED / name).read_text(encoding="utf-8")


def docker_profile(name: str = "29.4.3.json") -> dict[str, Any]:
    """A profile as moby published it."""
    return load_profiles()[name]


def as_text(profile: dict[str, Any]) -> str:
    return json.dumps(profile, indent="\t")


def without(profile: dict[str, Any], *calls: str) -> dict[str, Any]:
    """The profile with no rule for ``calls``."""
    entries = [
        {**entry, "names": [name for name in entry["names"] if name not in calls]} for entry in profile["syscalls"]
    ]
    return {**profile, "syscalls": [entry for entry in entries if entry["names"]]}


def capabilities(head: str, *names: str) -> str:
    """A Go file with a list of capabilities behind ``head``."""
    return "\n".join(["package x", "", f"{head} []string{{", *(f'\t"{name}",' for name in names), "}", ""])


class Clone:
    """A repository that the tests commit to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def git(self, *arguments: str) -> None:
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in _WHO.items()}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}  # nobody's signing, nobody's hooks
        environment = {**outside_of_hooks(), **alone, **who}
        subprocess.run(["git", "-C", str(self.folder), *arguments], check=True, env=environment)

    def release(self, tag: str, files: Mapping[str, str | None]) -> Clone:
        """Commit ``files`` (None for one that goes) and give the commit a tag."""
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", tag)
        self.git("tag", tag)
        return self


_WHO = {"NAME": "a test", "EMAIL": "test@example.org", "DATE": f"{DAY}T12:00:00 +0000"}

SMALL = """# A comment at the top.
engine = "{engine}"
name = "{engine}"
newest = "{newest}"
source = "a test"
date = "2026-01-01"
errno = {errno}  # as it is

[[capabilities]]
since = "0"
source = "a test"
default = ["CHOWN", "KILL"]

# A comment on profiles.
[[seccomp]]
since = "0"
like = "docker 23.0.0"
source = "a test"
"""


def small_data(folder: Path) -> Path:
    """A folder with Docker's data as it is, and short data of the other engines, with its modules."""
    folder.mkdir()
    shutil.copy(FOLDER / "docker.toml", folder)
    for engine, newest, errno in (("containerd", "2.3.4", 1), ("podman", "5.6.0", 38), ("cri-o", "1.35.0", 38)):
        text = SMALL.format(engine=engine, newest=newest, errno=errno)
        (folder / f"{engine}.toml").write_text(text, encoding="utf-8")
    build_engines.write(folder)
    return folder
