"""Command lines that capslint rewrote run again on Docker and Podman, and their debugger does its work with less.

So do those that rewritten dev containers and Quadlet units stand for.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.capslint_cli import capslint
from tests.engine.laboratory import REQUIRED, Laboratory
from tests.engine.measure import IMAGE
from tests.engine.podman import SECONDS, private_podman, why_not
from tests.engine.run_lines import of_dev_container, of_unit
from tests.engine.shell import CommandError

pytestmark = pytest.mark.engine

LINES = {
    "launch": """\
ENGINE run --rm --network none --cap-add=SYS_PTRACE --security-opt seccomp=unconfined IMAGE \\
  strace -f -o /dev/stdout /bin/true
""",
    "launch as a user": """\
ENGINE run --rm --network none \\
  --security-opt seccomp=unconfined \\
  --user 1000 \\
  "IMAGE" sh -c 'exec strace -o /dev/stdout /bin/true'
""",
    "attach": """\
ENGINE run --rm --network none \\
  --security-opt seccomp=unconfined \\
  IMAGE sh -c 'timeout 3 tail -f /dev/null & strace -o /dev/stdout -p $!'
""",
    "attach with a list": """\
X=1 ENGINE container run --network=none --cap-add NET_RAW --rm IMAGE \\
  sh -c 'timeout 3 tail -f /dev/null & strace -o /dev/stdout -p $!'
""",
}
ATTACH = "timeout 3 tail -f /dev/null & strace -o /dev/stdout -p $!"
DEV_CONTAINERS = {
    "launch": """\
{
  "image": "IMAGE",
  // copied from an older definition
  "runArgs": ["--network=none", "--cap-add=SYS_PTRACE", "--security-opt", "seccomp=unconfined"],
  "remoteUser": "1000",
  "postAttachCommand": "strace -o /dev/stdout /bin/true",
}
""",
    "attach": """\
{
  "image": "IMAGE",
  "runArgs": ["--network=none"],
  "privileged": true,
  "securityOpt": ["seccomp=unconfined"],
  "remoteUser": "root",
  "postAttachCommand": "ATTACH"
}
""",
    "attach as it is": """\
{ "image": "IMAGE", "runArgs": ["--network", "none"], "remoteUser": "root", "postAttachCommand": "ATTACH" }
""",
}
UNITS = {
    "attach": """\
[Container]
Image=IMAGE
PodmanArgs=--privileged --network=none
Exec=sh -c "ATTACH"
""",
    "attach as a user": """\
[Container]
Image=IMAGE
User=1000
Network=none
AddCapability=SYS_PTRACE SYS_ADMIN
SeccompProfile=unconfined
Exec=sh -c "ATTACH"
""",
}
PROOF = "+++ exited with"
"""What strace says when it saw the program end."""


@pytest.fixture(scope="module")
def podman() -> Iterator[dict[str, str]]:
    """The environment in which ``podman`` is one with storage of its own, and with the image."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with private_podman() as started:
        yield started.environment()


@pytest.fixture(scope="module")
def docker(lab_or_reason: Laboratory | str) -> dict[str, str]:
    """The environment in which ``docker`` is the one with the image."""
    if isinstance(lab_or_reason, str):
        assert not REQUIRED, lab_or_reason
        pytest.skip(lab_or_reason)
    return lab_or_reason.docker.environment()


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("engine", ["docker", "podman"])
def test_a_fixed_line_runs_and_its_debugger_works(
    engine: str, line: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    environment: dict[str, str] = request.getfixturevalue(engine)
    script = tmp_path / "debug.sh"
    fixed(script, LINES[line].replace("ENGINE", engine), is_attach=line.startswith("attach"))
    assert PROOF in said(script, environment)


@pytest.mark.parametrize("kind", DEV_CONTAINERS)
def test_a_fixed_dev_container_runs_and_its_debugger_works(kind: str, docker: dict[str, str], tmp_path: Path) -> None:
    text = DEV_CONTAINERS[kind].replace("ATTACH", ATTACH)
    after = fixed(tmp_path / ".devcontainer.json", text, is_attach=kind.startswith("attach"))
    script = tmp_path / "run.sh"
    script.write_text(of_dev_container(after, f"dev-{kind.replace(' ', '-')}"), encoding="utf-8")
    assert PROOF in said(script, docker)


@pytest.mark.parametrize("kind", UNITS)
def test_a_fixed_unit_runs_and_its_debugger_works(kind: str, podman: dict[str, str], tmp_path: Path) -> None:
    text = UNITS[kind].replace("ATTACH", ATTACH.replace("$", "$$"))
    after = fixed(tmp_path / "debug.container", text, is_attach=True)
    script = tmp_path / "run.sh"
    script.write_text(of_unit(after), encoding="utf-8")
    assert PROOF in said(script, podman)


def fixed(path: Path, text: str, *, is_attach: bool) -> str:
    """Write ``text`` with the image in it to ``path``, let capslint fix it, and return what it holds then."""
    before = text.replace("IMAGE", IMAGE)
    path.write_text(before, encoding="utf-8")
    capslint("fix", "--unsafe", path.name, folder=path.parent, codes=(0, 1))
    after = path.read_text(encoding="utf-8")
    assert after != before
    assert not any(word in after for word in ("seccomp", "privileged", "SYS_ADMIN"))
    assert ("SYS_PTRACE" in after.upper()) == is_attach
    assert "No findings" in capslint("check", path.name, folder=path.parent, codes=(0,))
    return after


def said(script: Path, environment: dict[str, str]) -> str:
    """Return all that the script says."""
    done = subprocess.run(
        ["bash", str(script)], capture_output=True, text=True, env={**os.environ, **environment},
        timeout=SECONDS, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CommandError(done.stdout + done.stderr)
    return done.stdout
