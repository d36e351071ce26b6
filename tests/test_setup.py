"""The scripts that set everything up, on machines where something is missing. That they work, every run shows."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

SCRIPTS = ("tests/run.py", "examples/try.py", "benchmarks/run.py")


def run_with(preparation: str, script: Path) -> subprocess.CompletedProcess[str]:
    """Run ``script`` by path in a Python that ``preparation`` has made poorer."""
    code = (
        f"{preparation}\nimport runpy, sys\nsys.argv = ['script']\nrunpy.run_path({str(script)!r}, run_name='__main__')"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_old_python_is_told_so(script: str) -> None:
    text = (ROOT / script).read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))  # an old Python must be able to read it up to the check
    done = run_with("import sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (main)'", ROOT / script)
    assert done.returncode == 1
    assert done.stderr == "capslint needs Python 3.11 or later, and this is 3.9.2\n"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Just the scripts, in a folder with no ``.venv`` yet."""
    for script in (*SCRIPTS, "tests/__init__.py", "tests/private_venv.py"):
        (tmp_path / script).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / script, tmp_path / script)
    return tmp_path


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_python_without_ensurepip_is_told_what_to_install(script: str, fresh: Path) -> None:
    done = run_with("import sys; sys.modules['ensurepip'] = None", fresh / script)
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_no_environment_is_not_deleted(fresh: Path) -> None:
    (fresh / ".venv").mkdir()
    (fresh / ".venv" / "mine").write_text("keep", encoding="utf-8")
    done = run_with("", fresh / "examples/try.py")
    assert done.returncode == 2
    assert "remove it" in done.stderr
    assert (fresh / ".venv" / "mine").read_text(encoding="utf-8") == "keep"
