"""``capslint check`` as a person meets it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import CLEAN, DEBUG, HELM, WIDE, run

FOUND = "compose.yaml:6:9: warning[seccomp-unconfined] "
SNIPPET = """
  6 |       - seccomp:unconfined
    |         ^^^^^^^^^^^^^^^^^^
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(DEBUG)
    (tmp_path / "clean.yml").write_text(CLEAN)
    (tmp_path / "other.yml").write_text("a: 1\n")
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "chart" / "templates" / "a.yaml").write_text(HELM)
    return tmp_path


def test_findings_end_with_1(project: Path) -> None:
    ran = run("check", "compose.yaml", cwd=project)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(FOUND)
    assert SNIPPET in ran.out
    end = "1 finding (1 warning) in 1 file; 1 file checked.\n`capslint fix` would fix 1.\n"
    assert ran.out.endswith(f"{end}Judged for the default host (`capslint hosts default`).\n")
    assert "\x1b" not in ran.out


def test_a_forked_process_does_what_one_does_that_python_starts(project: Path) -> None:
    for command in ("check .", "check --nonsense", "fix --diff .", "explain compose.yaml", "rules", "--help"):
        forked, started = run(*command.split(), cwd=project), run(*command.split(), cwd=project, env={"NO_COLOR": ""})
        assert vars(forked) == vars(started), command


BESIDE = "    pid: service:b\n  b: {image: x}\n"


def test_what_the_dockerfile_tells_is_said(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM debian\nCMD strace -p 1\n")
    (project / "built.yml").write_text("services:\n  api:\n    build: .\n    privileged: true\n" + BESIDE)
    shown = run("check", "built.yml", cwd=project).out
    assert shown.startswith("built.yml:4:5: error[privileged-container] ")
    assert "  2 |   api:\n    |   --- attaches to a running process (Dockerfile CMD)\n" in shown


def test_nothing_found_ends_with_0(project: Path) -> None:
    ran = run("check", "clean.yml", cwd=project)
    assert (ran.code, ran.out, ran.err) == (0, "No findings in 1 file checked.\n", "")


def test_without_a_path_the_folder_is_checked(project: Path) -> None:
    here = run("check", cwd=project)
    assert here.code == 1
    assert here.out == run("check", ".", cwd=project).out
    assert here.err == "chart/templates/a.yaml: skipped: Helm template, render it first\n"
    assert "other.yml" not in here.out
    assert "; 2 files checked.\n" in here.out
    assert "2 files skipped: " in here.out
    assert "other.yml: skipped: not" in run("check", "-v", cwd=project).err


def test_a_named_file_is_accounted_for(project: Path) -> None:
    ran = run("check", "other.yml", "clean.yml", cwd=project)
    assert ran.code == 0
    assert ran.err.startswith("other.yml: skipped: not Compose or Kubernetes\n")


def test_trouble_wins_over_findings(project: Path) -> None:
    (project / "broken.yml").write_text("services: [\n")
    ran = run("check", "broken.yml", "compose.yaml", "missing.yml", cwd=project)
    assert ran.code == 2
    assert "broken.yml:2:1: error: " in ran.out
    assert "missing.yml: error: no such file or directory\n" in ran.out
    assert FOUND in ran.out


def test_standard_input(project: Path) -> None:
    ran = run("check", "-", cwd=project, stdin=DEBUG.encode())
    assert ran.code == 1
    assert "<stdin>:6:9: " in ran.out
    ran = run("check", "-", "--stdin-filename", "sub/x.yml", cwd=project, stdin=DEBUG.encode())
    assert "sub/x.yml:6:9: " in ran.out


def test_standard_input_has_the_neighbours_of_its_name(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "Dockerfile").write_text('FROM alpine\nCMD ["dlv", "attach", "1"]\n')
    text = "services:\n  a:\n    build: .\n    privileged: true\n" + BESIDE
    named = json.loads(
        run("check", "-", "--format", "json", "--stdin-filename", "sub/c.yml", cwd=project, stdin=text.encode()).out
    )
    alone = json.loads(run("check", "-", "--format", "json", cwd=project, stdin=text.encode()).out)
    assert [one["tool"] for one in named["findings"]] == ["delve"]
    assert [one["tool"] for one in alone["findings"]] == [None]


def test_json(project: Path) -> None:
    ran = run("check", "--format", "json", ".", "missing.yml", cwd=project)
    assert (ran.code, ran.err) == (2, "")
    document = json.loads(ran.out)
    assert list(document) == ["schema_version", "version", "findings", "errors", "skipped", "summary"]
    finding = document["findings"][-1]
    assert {
        name: finding[name] for name in ("rule", "path", "line", "column", "end_line", "end_column", "container")
    } == {
        "rule": "seccomp-unconfined",
        "path": "compose.yaml",
        "line": 6,
        "column": 9,
        "end_line": 6,
        "end_column": 27,
        "container": "services.api",
    }
    assert finding["fix"]["safety"] == "safe"
    assert document["errors"] == [
        {"path": "missing.yml", "line": None, "column": None, "message": "no such file or directory"}
    ]
    assert sorted(one["path"] for one in document["skipped"]) == ["chart/templates/a.yaml", "other.yml"]
    assert document["summary"]["errors"] == 1


def test_rules_can_be_chosen(project: Path) -> None:
    (project / "wide.yml").write_text(WIDE)

    def rules(*arguments: str) -> set[str]:
        out = run("check", "--format", "json", *arguments, "compose.yaml", "wide.yml", cwd=project).out
        return {one["rule"] for one in json.loads(out)["findings"]}

    everything = rules()
    assert {"seccomp-unconfined", "privileged-container"} <= everything
    assert rules("--select", "seccomp-unconfined") == {"seccomp-unconfined"}
    assert rules("--ignore", "seccomp-unconfined") == everything - {"seccomp-unconfined"}
    (project / ".capslint.toml").write_text("select = ['privileged-container']\n")
    assert rules() == {"privileged-container"}
    assert rules("--no-config") == everything
    assert rules("--extend-select", "seccomp-unconfined") == {"seccomp-unconfined", "privileged-container"}
    assert rules("--config", ".capslint.toml", "--select", "seccomp-unconfined") == {"seccomp-unconfined"}


def test_paths_can_be_excluded(project: Path) -> None:
    (project / ".capslint.toml").write_text("exclude = ['compose.yaml', 'chart/']\n")
    ran = run("check", ".", cwd=project)
    assert (ran.code, ran.out.count("\n")) == (0, 2)
    named = run("check", "compose.yaml", cwd=project)
    assert (named.code, named.err.splitlines()[0]) == (0, "compose.yaml: skipped: excluded by the configuration")
    assert run("check", "--no-config", "--exclude", "compose.yaml", ".", cwd=project).code == 0


def test_the_host_decides(project: Path) -> None:
    (project / "launch.yml").write_text("services:\n  a:\n    image: x\n    command: strace ls\n")

    def code(*arguments: str) -> int:
        return run("check", *arguments, "launch.yml", cwd=project).code

    assert code() == 0
    assert code("--engine", "docker@18.09.7", "--kernel", "4.9") == 1
    assert code("--engine", "docker@29", "--kernel", "6.1", "--ptrace-scope", "2") == 1
    (project / ".capslint.toml").write_text("engine = 'docker@18.09.7'\nkernel = '4.9'\n")
    assert code() == 1
    assert code("--engine", "docker@29") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--engine", "dokcer"], "did you mean 'docker'?"),
        (["--kernel", "six"], "'six' is not a version of the kernel"),
        (["--ptrace-scope", "4"], "4 is not in the range 0<=x<=3"),
        (["--lsm", "tomoyo"], "is not one of"),
        (["--select", "missing-sys-ptrce"], "did you mean 'missing-sys-ptrace'?"),
        (["--config", "nowhere.toml"], "nowhere.toml cannot be read: no such file or directory"),
        (["--exclude", "!"], "exclude: "),
        (["--fromat", "json"], "Did you mean one of: '--format'"),
    ],
)
def test_wrong_options_end_with_2_and_say_why(project: Path, arguments: list[str], words: str) -> None:
    ran = run("check", *arguments, "clean.yml", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


@pytest.mark.parametrize("command", ["check", "fix", "explain"])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--config", "nowhere.toml", "--format", "json"], "nowhere.toml cannot be read: no such file or directory"),
        (["--format", "json"], ".capslint.toml:1:1: unknown key 'selct'"),
        (["--lsm", "tomoyo", "--format", "json"], "'tomoyo' is not one of"),
        (["--format", "json", "--no-config", "--exclude", "!"], "exclude: "),
    ],
)
def test_a_wrong_use_is_told_in_json_too(project: Path, command: str, arguments: list[str], words: str) -> None:
    (project / ".capslint.toml").write_text("selct = []\n")
    ran = run(command, *arguments, "compose.yaml", cwd=project)
    document = json.loads(ran.out)
    (error,) = document["errors"]
    assert (ran.code, error["path"], error["line"]) == (2, "options and settings", None)
    assert words in error["message"]
    assert words in ran.err
    (project / ".capslint.toml").write_text("")
    whole = json.loads(run(command, "--format", "json", "compose.yaml", cwd=project).out)
    assert document.keys() == whole.keys()


def test_an_unknown_key_in_the_settings_ends_with_2(project: Path) -> None:
    (project / ".capslint.toml").write_text("selct = []\n")
    ran = run("check", "clean.yml", cwd=project)
    assert ran.code == 2
    assert "unknown key 'selct'; did you mean 'select'?" in ran.err


def test_colours(project: Path) -> None:
    assert "\x1b[" in run("check", "--color", "always", "compose.yaml", cwd=project).out
    assert "\x1b[" not in run("check", "--color", "never", "compose.yaml", cwd=project).out


def test_a_broken_plugin_is_an_error_and_the_rules_of_others_run(project: Path) -> None:
    site = project / "site"
    (site / "broken-1.0.dist-info").mkdir(parents=True)
    (site / "broken-1.0.dist-info" / "entry_points.txt").write_text("[capslint.rules]\nbroken = nowhere:RULES\n")
    ran = run("check", "compose.yaml", cwd=project, env={"PYTHONPATH": str(site)})
    assert ran.code == 2
    assert "rule plug-in broken (broken-1.0.dist-info): error: nowhere:RULES cannot be loaded" in ran.out
    assert FOUND in ran.out


def test_names_that_are_not_text_are_shown_safely(project: Path) -> None:
    name = os.fsdecode(b"\xff\n\x1b[31m.yml")
    try:
        (project / name).write_text("services: [\n")
    except OSError:
        pytest.skip("this file system takes text alone")
    ran = run("check", ".", cwd=project)
    assert "\\xff\\x0a\\x1b[31m.yml:2:1: error: " in ran.out
    assert json.loads(run("check", "--format", "json", name, cwd=project).out)["errors"][0]["line"] == 2


def test_a_terminal_without_unicode_still_gets_the_report(project: Path) -> None:
    (project / "u.yml").write_text("services:\n  é日:\n    privileged: true\n    image: x\n", encoding="utf-8")
    ran = run("check", "u.yml", cwd=project, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert ran.code == 1
    assert "\\xe9\\u65e5" in ran.out
