"""A Podman of our own: storage of its own, runc as its runtime, and nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.engine.daemon import Docker
from tests.engine.image import image_file
from tests.engine.measure import IMAGE
from tests.engine.shell import CommandError, run

SECONDS = 300
_LIMITS = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n'
"""Podman raises limits of its own, which not every machine allows."""


class Podman(Docker):
    """The command line client, with storage of its own; ``folder`` holds that, and a ``podman`` with its options."""

    program = "podman"

    def environment(self) -> dict[str, str]:
        """Return what makes ``podman`` the one of the folder."""
        path = f"{self.folder}/bin:{os.environ['PATH']}"
        return {"PATH": path, "CONTAINERS_CONF": str(self.folder / "containers.conf")}


def why_not() -> str | None:
    """Return why there is no Podman that could be tried here; None when nothing stands against it."""
    if os.geteuid() != 0:
        return "the tests do not run as root"
    missing = [name for name in ("podman", "runc", "debootstrap") if not shutil.which(name)]
    return f"{', '.join(missing)} is not installed" if missing else None


@contextlib.contextmanager
def private_podman() -> Iterator[Podman]:
    """Return a Podman that has the image; take everything away afterwards. Raises CommandError."""
    with podman_without_image() as podman:
        podman("import", "--quiet", str(image_file()), IMAGE, seconds=SECONDS)
        yield podman


@contextlib.contextmanager
def podman_without_image() -> Iterator[Podman]:
    """Return a Podman that has nothing; take everything away afterwards. Raises CommandError."""
    # Podman takes no path of more than 50 characters for what it runs (libpod/runtime.go, "runroot").
    folder = Path(tempfile.mkdtemp(prefix="pod", dir="/tmp"))
    (folder / "containers.conf").write_text(_LIMITS, encoding="utf-8")
    wrapper = folder / "bin" / "podman"
    wrapper.parent.mkdir()
    # vfs copies an image of half a gigabyte for each container.
    driver = "overlay" if _can_overlay(folder) else "vfs"
    options = f"--root {folder}/root --runroot {folder}/run --storage-driver {driver} --runtime runc"
    rest = "--cgroup-manager cgroupfs --events-backend file"
    wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("podman")} {options} {rest} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    podman = Podman(folder)
    try:
        podman.version = json.loads(podman("version", "--format", "{{json .Client.Version}}"))
        yield podman
    finally:
        with contextlib.suppress(CommandError):
            podman("system", "reset", "--force", seconds=SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _can_overlay(folder: Path) -> bool:
    """Return whether a file system can be laid over another one in ``folder``."""
    parts = {name: folder / "try" / name for name in ("lower", "upper", "work", "merged")}
    for part in parts.values():
        part.mkdir(parents=True)
    options = ",".join(f"{name}dir={parts[name]}" for name in ("lower", "upper", "work"))
    try:
        run("mount", "-t", "overlay", "-o", options, "overlay", str(parts["merged"]))
        run("umount", str(parts["merged"]))
    except CommandError:
        return False
    return True
