"""The image of capslint, built of the Containerfile and run as docs/ci.md says.

No registry is asked: it stands on the image of the tests in the place of Alpine's.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pip
import pytest

from tests import markdown
from tests.cli.running import CLEAN, WIDE
from tests.engine.laboratory import Laboratory
from tests.engine.measure import IMAGE
from tests.engine.shell import CommandError
from tests.places import ROOT

pytestmark = [pytest.mark.engine, pytest.mark.slow]

BASE, BUILT = "capslint-python:test", "capslint-built:test"
# In the place of Alpine's Python. The packages are in the image, and so is something that is called git.
BASE_FILE = f"""\
FROM {IMAGE}
COPY pip /usr/lib/python3/dist-packages/pip
COPY wheels /wheels
ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels
RUN ln -s /bin/true /usr/local/bin/git
"""
SECONDS = 600


def download(folder: Path, version: str) -> None:
    """Put the packages that capslint needs, and those that build it, into ``folder``, for the Python ``version``."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder), "--only-binary=:all:"]
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = [*needed["project"]["dependencies"], *needed["build-system"]["requires"]]
    subprocess.run([*command, "--python-version", version, *packages], check=True)


@pytest.fixture
def image(lab: Laboratory, sources: Path, tmp_path: Path) -> str:
    """The image, built."""
    shutil.copytree(Path(pip.__file__).parent, tmp_path / "pip", ignore=shutil.ignore_patterns("__pycache__"))
    version = lab.docker(
        "run", "--rm", "--network", "none", IMAGE, "python3", "-c", "import sys; print(*sys.version_info[:2])"
    )
    download(tmp_path / "wheels", version.strip().replace(" ", "."))
    (tmp_path / "Dockerfile").write_text(BASE_FILE, encoding="utf-8")
    build = ("build", "--quiet", "--network", "none")
    lab.docker(*build, "--tag", BASE, str(tmp_path), seconds=SECONDS)
    lab.docker(
        *build, "--build-arg", f"PYTHON={BASE}", "--tag", BUILT, "--file", f"{sources}/Containerfile", str(sources),
        seconds=SECONDS,
    )  # fmt: skip
    return BUILT


def lines_of_the_page() -> list[list[str]]:
    """Return the words of the lines that docs/ci.md shows of Docker."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (text,) = (block.text for block in markdown.blocks(page, "shell") if "docker build" in block.text)
    return [shlex.split(line) for line in text.splitlines()]


def as_shown(lab: Laboratory, words: list[str]) -> str:
    """Run a line of the page, with the image of the test in the place of ``capslint``."""
    at = words.index("capslint")
    return lab.docker(words[1], "--network", "none", *words[2:at], BUILT, *words[at + 1 :])


def test_the_image_checks_what_is_mounted(lab: Laboratory, image: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir(mode=0o755)
    tmp_path.chmod(0o755)
    (project / "compose.yaml").write_text(CLEAN, encoding="utf-8")
    run = ("run", "--rm", "--network", "none", "--volume", f"{project}:/src:ro")
    build, *shown = lines_of_the_page()
    assert build == ["docker", "build", "--tag", "capslint", "--file", "Containerfile", "."]
    check, fix = ([word.replace("$PWD", str(project)) for word in words] for words in shown)
    assert "No findings in 1 file checked." in as_shown(lab, check)
    assert as_shown(lab, fix) == ""  # no diff
    assert lab.docker(*run, "--entrypoint", "id", image, "-u").strip() == "65534"
    assert "privileged-container" in lab.docker(*run, image, "rules")
    held = lab.docker(*run, "--entrypoint", "ls", image, "/opt/capslint/bin")
    assert "pip" not in held.split()
    with pytest.raises(CommandError):
        lab.docker(*run, "--entrypoint", "ls", image, "/capslint")  # the sources stay behind
    (project / "compose.yaml").write_text(WIDE, encoding="utf-8")
    with pytest.raises(CommandError, match="privileged-container"):
        lab.docker(*run, image)
