"""What people install: the wheel and the sdist hold what they should, and nothing else, and can be installed."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

import capslint
import capslint_rules
from tests import markdown
from tests.places import ROOT

pytestmark = pytest.mark.slow

IMPURE = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


class Built(NamedTuple):
    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What `python -m build` makes: the sdist of the checkout, and the wheel of that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    # The builder finds the sources where it works: their coverage is not what is measured.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=sources, check=True, env=plain)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, sdist)


def package_files(sources: Path) -> set[str]:
    """Name every file of the two packages, with the examples of rules, as it would be called in a wheel."""
    return {
        str(path.relative_to(base))
        for base, package in ((sources, "capslint"), (sources / "rules", "capslint_rules"))
        for path in (base / package).rglob("*")
        if path.is_file() and not IMPURE.intersection(path.parts)
    }


def is_example(name: str) -> bool:
    return name.startswith("capslint_rules/") and name.split("/")[2:3] == ["examples"]


def test_the_wheel_holds_the_two_packages_without_examples_and_nothing_else(sources: Path, built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    (page,) = (name for name in names if name.endswith(".data/data/share/man/man1/capslint.1"))
    packaged = {name for name in names if ".dist-info/" not in name} - {page}
    files = package_files(sources)
    assert packaged == {name for name in files if not is_example(name)} != files
    assert {"capslint/py.typed", "capslint_rules/py.typed", "capslint_rules/privileged_container/README.md"} <= packaged


@pytest.mark.parametrize(
    "command", [["twine", "check", "--strict"], ["check_wheel_contents", "--config", "pyproject.toml"]], ids=" ".join
)
def test_the_linters_of_packages_find_nothing(command: list[str], sources: Path, built: Built) -> None:
    packages = [built.wheel] if command[0] == "check_wheel_contents" else list(built)
    done = subprocess.run(
        [sys.executable, "-m", *command, *map(str, packages)], cwd=sources, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_says_what_it_is(built: Built) -> None:
    wheel = zipfile.ZipFile(built.wheel)
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    parser = configparser.ConfigParser()
    parser.read_string(wheel.read(entry_points).decode())
    assert dict(parser["console_scripts"]) == {"capslint": "capslint.cli:main"}
    assert dict(parser["capslint.rules"]) == {"builtin": "capslint_rules:RULES"}
    metadata = wheel.read(entry_points.replace("entry_points.txt", "METADATA")).decode()
    assert "Requires-Python: >=3.11\n" in metadata
    assert "License-Expression: MIT\n" in metadata
    assert f"Project-URL: Homepage, {capslint.HOME}\n" in metadata
    assert "Author: The capslint project\n" in metadata
    assert any(name.endswith("/licenses/LICENSE") for name in wheel.namelist())


def test_the_readme_of_the_packages_leads_to_pages_of_the_site(built: Built) -> None:
    """A package index shows it without the files beside it."""
    wheel = zipfile.ZipFile(built.wheel)
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    head, _, readme = wheel.read(name).decode().partition("\n\n")
    assert "\nDescription-Content-Type: text/markdown" in head
    assert markdown.links(readme) == []
    pages = set(re.findall(rf"\]\({re.escape(capslint.HOME)}/([^)#]*)[^)]*\)", readme))
    assert {"", "ci/", "rules/", "assets/demo.svg", "why-strace-fails/"} <= pages
    docs = ROOT / "docs"
    places = {page: (docs / page, docs / page / "README.md", docs / f"{page.rstrip('/')}.md") for page in pages}
    assert {page for page, files in places.items() if not any(file.is_file() for file in files)} == set()
    with tarfile.open(built.sdist) as archive:
        (info,) = (member for member in archive.getnames() if member.count("/") == 1 and member.endswith("/PKG-INFO"))
        file = archive.extractfile(info)
        assert file is not None
        assert file.read().decode().partition("\n\n")[2] == readme


def test_the_sdist_holds_what_a_packager_needs_to_build_and_test(sources: Path, built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ["pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run"]
    wanted += [".pre-commit-hooks.yaml", "tests/run.py", "examples/try.py", "tests/private_venv.py"]
    assert set(wanted) <= names
    assert {name.replace("capslint_rules/", "rules/capslint_rules/", 1) for name in package_files(sources)} <= names
    assert not any(part in name.split("/") for name in names for part in (".venv", ".git", "__pycache__"))


def run(python: Path, *arguments: str) -> str:
    """Run the environment's Python where nothing of the checkout can be imported by accident."""
    clean = {"PATH": os.defpath, "HOME": str(python.parent)}
    done = subprocess.run([str(python), *arguments], capture_output=True, text=True, check=True, env=clean, cwd="/")
    return done.stdout


def test_it_installs_from_the_wheel_and_editable(sources: Path, built: Built, tmp_path: Path) -> None:
    environment = tmp_path / "an environment"  # a space breaks naive start scripts
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check"]
    question = "import capslint, capslint_rules, json; print(json.dumps([capslint.__file__, capslint_rules.__file__]))"

    subprocess.run([*pip, str(built.wheel)], check=True)
    for place in json.loads(run(python, "-c", question)):
        assert Path(place).is_relative_to(environment)
    from_wheel = run(python, "-m", "capslint", "rules")
    assert "privileged-container" in from_wheel

    checkout = tmp_path / "the checkout"
    shutil.copytree(sources, checkout, ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__"))
    subprocess.run([*pip, "--no-deps", "--editable", str(checkout)], check=True)
    for place in json.loads(run(python, "-c", question)):
        assert Path(place).is_relative_to(checkout)
    assert run(python, "-m", "capslint", "rules") == from_wheel


def test_the_tests_run_against_what_they_should() -> None:
    """``tests/run.py`` promises the wheel: with the sources elsewhere, an import that finds them is a mistake."""
    expected = sys.prefix if "CAPSLINT_SOURCES" in os.environ else ROOT
    for package in (capslint, capslint_rules):
        assert Path(str(package.__file__)).is_relative_to(expected)
