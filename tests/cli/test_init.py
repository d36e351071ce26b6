"""``capslint init``: what it writes is valid, nothing is written over, and a second run changes nothing."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pre_commit import clientlib

from capslint import HOME, __version__
from capslint.setup import texts
from tests.cli.running import Ran, bound_by_permissions, run
from tests.repository import git

OTHERS_HOOKS = """\
# ours
default_stages: [pre-commit]   # not at push
repos:
-   repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v5.0.0  # frozen
    hooks:
    -   id: check-yaml
        args: ['--unsafe']

# the end
"""
PIPELINE = """\
stages: [build, lint, deploy]

build:
  stage: build
  script:
    - !reference [.make, script]
    - make  # all
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init")
    return tmp_path


def init(folder: Path, *options: str) -> Ran:
    return run("init", *options, cwd=folder)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_an_empty_repository_gets_settings_and_hooks(repository: Path) -> None:
    ran = init(repository)
    assert ran.code == 0, ran.err
    assert files(repository) == {
        ".capslint.toml": texts.SETTINGS.encode(),
        ".pre-commit-config.yaml": texts.PRE_COMMIT.encode(),
    }
    assert ran.out == (
        "wrote .capslint.toml\nwrote .pre-commit-config.yaml\n\nNext:\n"
        "  capslint check       # see what is found today\n"
        "  capslint fix --diff  # see what would be fixed\n"
        "  pre-commit install   # run the hooks at each commit\n"
        "  git add .capslint.toml .pre-commit-config.yaml\n"
    )
    assert "nothing shows where it runs (--ci github, --ci gitlab)" in ran.err


@pytest.mark.parametrize(
    ("shown_by", "written"),
    [
        ("git@github.com:some/where.git", ".github/workflows/capslint.yml"),
        ("https://github.com/some/where", ".github/workflows/capslint.yml"),
        ("ssh://git@gitlab.example.org:22/some/where.git", ".gitlab-ci.yml"),
        ("https://user@gitlab.com/some/where.git", ".gitlab-ci.yml"),
        ("https://git.example.org/github.com/gitlab.git", None),
    ],
)
def test_the_remote_shows_where_checks_run(repository: Path, shown_by: str, written: str | None) -> None:
    git(repository, "remote", "add", "origin", shown_by)
    assert init(repository).code == 0
    assert files(repository).keys() - {".capslint.toml", ".pre-commit-config.yaml"} == ({written} if written else set())


def test_what_is_written_is_valid(repository: Path) -> None:
    assert init(repository, "--ci", "github").code == 0
    clientlib.load_config(repository / ".pre-commit-config.yaml")
    shown = run("config", cwd=repository)
    assert (shown.code, shown.out.splitlines()[0]) == (0, "# settings file: .capslint.toml")
    zizmor = [shutil.which("zizmor") or "zizmor", "--offline", "--no-config", "--persona", "pedantic"]
    done = subprocess.run(
        [*zizmor, "--format", "json", ".github"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    for line in texts.SETTINGS.splitlines():  # what is switched off can be switched on
        (repository / ".capslint.toml").write_text(line.removeprefix("# "), encoding="utf-8")
        assert " = " not in line or run("config", cwd=repository).code == 0, line


def test_hooks_come_to_those_that_are_there(repository: Path) -> None:
    path = repository / ".pre-commit-config.yaml"
    path.write_text(OTHERS_HOOKS, encoding="utf-8")
    assert init(repository).code == 0
    added = f"-   repo: {HOME}\n    rev: v{__version__}\n    hooks:\n    - id: capslint-fix\n    - id: capslint\n"
    assert path.read_text(encoding="utf-8") == OTHERS_HOOKS.replace("\n# the end", f"{added}\n# the end")
    clientlib.load_config(path)


def test_a_job_comes_to_those_that_are_there(repository: Path) -> None:
    path = repository / ".gitlab-ci.yml"
    path.write_text(PIPELINE, encoding="utf-8")
    assert init(repository).code == 0
    job = texts.GITLAB.replace("capslint:\n", "capslint:\n  stage: lint\n", 1)
    assert path.read_text(encoding="utf-8") == f"{PIPELINE}\n{job}"


def test_settings_go_where_other_tools_have_theirs(repository: Path) -> None:
    path = repository / "pyproject.toml"
    before = '[project]\r\nname = "x"\r\n[tool.ruff]\r\nline-length = 100'
    path.write_bytes(before.encode())
    assert init(repository).code == 0
    after = path.read_bytes().decode()
    assert after.startswith(before)
    assert after.count("\n") == after.count("\r\n")
    assert tomllib.loads(after)["tool"] == {"ruff": {"line-length": 100}, "capslint": {"fail-on": "warning"}}
    assert not (repository / ".capslint.toml").exists()


@pytest.mark.parametrize("text", ['[project]\nname = "x"\n', "no toml\n", "tool = {ruff = {line-length = 9}}\n"])
def test_a_pyproject_that_nothing_can_be_added_to_stays(repository: Path, text: str) -> None:
    (repository / "pyproject.toml").write_text(text, encoding="utf-8")
    assert init(repository).code == 0
    assert files(repository)["pyproject.toml"].decode() == text
    assert (repository / ".capslint.toml").exists()


def everything(folder: Path) -> None:
    (folder / ".github").mkdir()
    (folder / ".gitlab-ci.yml").write_text(PIPELINE, encoding="utf-8")
    (folder / ".pre-commit-config.yaml").write_text(OTHERS_HOOKS, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.ruff]\nline-length = 9\n", encoding="utf-8")


def test_a_second_run_changes_nothing(repository: Path) -> None:
    everything(repository)
    assert init(repository).code == 0
    before = files(repository)
    assert len(before) == 4
    again = init(repository)
    assert (again.code, again.out, files(repository)) == (0, "nothing was written\n", before)
    assert again.err.count(" is left as it is: ") == 4


def test_a_dry_run_prints_a_diff_that_git_applies(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    everything(repository)
    (repository / "sub").mkdir()
    before = files(repository)
    ran = init(repository / "sub", "--dry-run")
    assert (ran.code, files(repository)) == (0, before)
    patch = tmp_path_factory.mktemp("patch") / "p.diff"
    patch.write_text(ran.out, encoding="utf-8")
    git(repository, "apply", str(patch))
    applied = files(repository)
    for name in applied.keys() - before.keys():
        (repository / name).unlink()
    for name, data in before.items():
        (repository / name).write_bytes(data)
    assert init(repository / "sub").code == 0
    assert files(repository) == applied


def test_it_is_about_the_root_of_the_repository(repository: Path) -> None:
    (repository / "a" / "b").mkdir(parents=True)
    ran = init(repository / "a" / "b")
    assert set(files(repository)) == {".capslint.toml", ".pre-commit-config.yaml"}
    assert "  git add ../../.capslint.toml ../../.pre-commit-config.yaml\n" in ran.out


def test_without_a_repository_there_are_settings_alone(tmp_path: Path) -> None:
    ran = init(tmp_path)
    assert (ran.code, set(files(tmp_path))) == (0, {".capslint.toml"})
    assert ".pre-commit-config.yaml is left as it is: there is no git repository here" in ran.err


def test_what_runs_capslint_already_is_left_alone(repository: Path) -> None:
    workflow = repository / ".github" / "workflows" / "lint.yaml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("on: push\njobs: {a: {steps: [{run: capslint check}]}}\n", encoding="utf-8")
    (repository / ".pre-commit-config.yaml").write_text(
        "repos: [{repo: local, hooks: [{id: c, name: c, entry: capslint check, language: system}]}]\n", encoding="utf-8"
    )
    (repository / ".capslint.toml").write_text("", encoding="utf-8")
    before = files(repository)
    ran = init(repository)
    assert (ran.code, ran.out, files(repository)) == (0, "nothing was written\n", before)
    assert ".github/workflows/lint.yaml is left as it is: speaks of capslint already" in ran.err


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (".pre-commit-config.yaml", "repos: [\n", "it cannot be read: "),
        (".pre-commit-config.yaml", "repos: {a: b}\n", "its repos are not a list"),
        (".pre-commit-config.yaml", "a: 1\n---\nb: 1\n", "it is not one mapping"),
        (".pre-commit-config.yaml", "", "it is not one mapping"),
        (".gitlab-ci.yml", "- a\n", "it is not one mapping"),
        (".gitlab-ci.yml", "{build: {script: [make]}}\n", "what stands at its end would be read otherwise"),
        (".gitlab-ci.yml", "build: {script: [make]}\n...\n", "what stands at its end would be read otherwise"),
        (".gitlab-ci.yml", "stages: [{a: b}]\n", "its stages are no list of names"),
    ],
)
def test_where_nothing_can_be_added_the_text_is_shown(repository: Path, name: str, text: str, why: str) -> None:
    (repository / name).write_text(text, encoding="utf-8")
    ran = init(repository)
    assert ran.code == 2
    assert f"{name} is left as it is: nothing can be added for you: {why}" in ran.err
    assert (texts.PRE_COMMIT if name.startswith(".pre") else texts.GITLAB) in ran.err
    assert files(repository)[name].decode() == text
    assert (repository / ".capslint.toml").exists()  # the rest is done


@pytest.mark.parametrize(
    ("name", "code"),
    [(".capslint.toml", 0), ("pyproject.toml", 0), (".pre-commit-config.yaml", 2), (".gitlab-ci.yml", 2)],
)
def test_links_lead_nobody_out_of_the_repository(
    repository: Path, name: str, code: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "target").write_text("[tool.x]\na = 1\n" if "pyproject" in name else "a: 1\n", encoding="utf-8")
    (repository / name).symlink_to(outside / "target")
    before = files(outside)
    assert init(repository).code == code
    assert files(outside) == before


def test_a_folder_that_is_a_link_leads_nobody_out_either(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (repository / ".github").symlink_to(outside)
    ran = init(repository)
    assert (ran.code, files(outside)) == (2, {})
    assert "a symbolic link there leads out of the repository" in ran.err


def test_what_cannot_be_written_is_told(repository: Path) -> None:
    (repository / ".github").mkdir()
    (repository / ".github").chmod(0o555)
    ran = run("init", cwd=repository, prefix=bound_by_permissions())
    (repository / ".github").chmod(0o755)
    assert ran.code == 2
    assert "capslint: error: .github/workflows/capslint.yml cannot be written: permission denied\n" in ran.err
    assert (repository / ".pre-commit-config.yaml").exists()


def test_what_is_no_file_is_left_alone(repository: Path) -> None:
    for name in (".pre-commit-config.yaml", ".gitlab-ci.yml", "pyproject.toml"):
        (repository / name).mkdir()
    (repository / ".github").write_text("", encoding="utf-8")
    ran = init(repository)
    assert (ran.code, ran.out.splitlines()[0]) == (2, "wrote .capslint.toml")
    assert ran.err.count(" is left as it is: is a folder, not a file\nadd this yourself:\n") == 2
    assert "capslint: error: .github/workflows/capslint.yml cannot be written: not a directory\n" in ran.err


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "capslint", "init"]
    line = f"mkdir gone && cd gone && rmdir ../gone && exec {shlex.join(command)}"
    done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "capslint: error: the working folder cannot be read: no such file or directory\n"
