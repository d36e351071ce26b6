"""A containerd of our own: folders, sockets and configuration of its own, no network, and nothing left behind."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tests.engine.cri.runtime import Runtime
from tests.engine.daemon import end_daemon, remove_folder
from tests.engine.image import image_file
from tests.engine.shell import CommandError, run

IMAGE = "docker.io/library/capslint-lab:latest"
_READY_SECONDS = 40
_IMPORT_SECONDS = 300
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NAMESPACE = "k8s.io"
"""That of all that containerd's CRI plug-in starts (containerd, pkg/cri/constants/constants.go)."""


class Containerd(NamedTuple):
    """``folder`` is the daemon's, ``runtime`` speaks to it."""

    folder: Path
    runtime: Runtime
    version: str


def why_not() -> str | None:
    """Return why there is no containerd that could be tried here; None when nothing stands against it."""
    if os.geteuid() != 0:
        return "the tests do not run as root"
    missing = [name for name in ("containerd", "ctr", "runc", "debootstrap") if not shutil.which(name)]
    missing += [name for name in ("grpc", "grpc_tools") if find_spec(name) is None]
    return f"{', '.join(missing)} is not installed" if missing else None


@contextlib.contextmanager
def private_containerd() -> Iterator[Containerd]:
    """Return a containerd that has the image; take everything away afterwards. Raises CommandError with its log."""
    folder = Path(tempfile.mkdtemp(prefix="capslint-"))
    try:
        with contextlib.ExitStack() as stack:
            (folder / "cni").mkdir()
            (folder / "config.toml").write_text(_config(folder), encoding="utf-8")
            log = folder / "log"
            command = ["setpriv", "--pdeathsig", "TERM", "--", "containerd", "--config", str(folder / "config.toml")]
            with log.open("wb") as sink:
                process = subprocess.Popen(command, stdout=sink, stderr=sink, start_new_session=True)
            stack.callback(end_daemon, process, folder)
            runtime = Runtime(folder / "socket")
            stack.callback(runtime.close)
            version = _ready(process, runtime, log)
            _import(folder)
            yield Containerd(folder, runtime, version)
    finally:
        remove_folder(folder)


def _config(folder: Path) -> str:
    cri = 'plugins."io.containerd.grpc.v1.cri"'
    return f"""version = 2
root = "{folder}/root"
state = "{folder}/state"
[grpc]
address = "{folder}/socket"
[plugins."io.containerd.internal.v1.opt"]
path = "{folder}/opt"
[{cri}]
sandbox_image = "{IMAGE}"
restrict_oom_score_adj = true
disable_hugetlb_controller = true
tolerate_missing_hugetlb_controller = true
stream_server_port = "0"
[{cri}.cni]
bin_dir = "{folder}/cni"
conf_dir = "{folder}/cni"
[{cri}.containerd]
snapshotter = "overlayfs"
[{cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
"""


def _ready(process: subprocess.Popen[bytes], runtime: Runtime, log: Path) -> str:
    deadline = time.monotonic() + _READY_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(CommandError):
            return runtime.version()
        time.sleep(0.2)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    raise CommandError("containerd does not start; the end of its log:\n" + "\n".join(lines))


def _import(folder: Path) -> None:
    """Give the daemon the image, as an archive of the form that ``docker save`` writes."""
    layer, archive = image_file(), folder / "image.tar"
    with layer.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    # The sandbox runs the same image; what holds its namespaces open is this command.
    started = {"Cmd": ["sleep", "infinity"], "Env": [f"PATH={_PATH}"]}
    layers = {"type": "layers", "diff_ids": [f"sha256:{digest}"]}
    config = {"architecture": _architecture(), "os": "linux", "config": started, "rootfs": layers}
    manifest = [{"Config": "config.json", "RepoTags": [IMAGE], "Layers": ["layer.tar"]}]
    with tarfile.open(archive, "w") as made:
        for name, value in (("config.json", config), ("manifest.json", manifest)):
            data = json.dumps(value).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))
        made.add(layer, "layer.tar")
    options = ("--address", f"{folder}/socket", "--namespace", _NAMESPACE)
    run("ctr", *options, "images", "import", "--snapshotter", "overlayfs", str(archive), seconds=_IMPORT_SECONDS)
    archive.unlink()


def _architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
