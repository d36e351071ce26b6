"""The Dev Containers CLI with a stand-in for docker: what it merges needs no engine, only the labels of images."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.places import ROOT

DATA = ROOT / "tests" / "data" / "devcontainer"
CASES = ("dockerfile", "features", "image", "layout")
_STAND_IN = """#!{python}
import json, sys
images = json.load(open({images!r}))
if sys.argv[1] == "ps":
    sys.exit(0)
if sys.argv[1] != "inspect":
    sys.exit(1)
name = sys.argv[-1]
labels = images.get(name, images.get(name.rpartition(":")[0]))
config = {{"User": "", "Env": [], "Labels": labels}}
print(json.dumps([{{"Id": "x", "Os": "linux", "Architecture": "amd64", "Config": config}}]))
"""


def command() -> str:
    """Return the CLI's path; skips where there is none, unless it is said to be needed."""
    found = os.environ.get("CAPSLINT_DEVCONTAINER") or shutil.which("devcontainer")
    if not found:
        pytest.skip(
            "the Dev Containers CLI (npm @devcontainers/cli) is not here; what it printed is compared all the same"
        )
    return found


def printed_now(case: str, folder: Path, program: str) -> dict[str, Any]:
    """Return what the CLI merges for a case, and its version; ``folder`` is an empty one to work in."""
    workspace, docker = folder / "workspace", folder / "docker"
    shutil.copytree(DATA / case, workspace)
    docker.write_text(_STAND_IN.format(python=sys.executable, images=str(DATA / "images.json")), encoding="utf-8")
    docker.chmod(0o755)
    arguments = ["read-configuration", "--workspace-folder", str(workspace), "--include-merged-configuration"]
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(
        [program, *arguments, "--docker-path", str(docker)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    merged = json.loads(done.stdout)["mergedConfiguration"]
    merged.pop("configFilePath")
    return {"merged": merged, "version": version(program)}


def version(program: str) -> str:
    """Return the CLI's version."""
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def printed(case: str) -> dict[str, Any]:
    """Return what the CLI printed for a case when it was last asked."""
    found: dict[str, Any] = json.loads((DATA / case / "printed.json").read_text(encoding="utf-8"))
    return found
