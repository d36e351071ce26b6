"""Reports in files: several at once, each whole or not at all."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.running import DEBUG, FIXED, bound_by_permissions, run
from tests.cli.test_imports import loaded
from tests.cli.test_signals import WITHOUT_COVERAGE

SEVERAL = ("--format", "text", "--format", "sarif=out.sarif", "--format=junit=out.xml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text(DEBUG)
    return tmp_path


def findings_in(path: Path) -> int:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".xml":
        return int(ElementTree.fromstring(text).get("failures", "-1"))
    document = json.loads(text)
    return len(document["runs"][0]["results"] if "runs" in document else document["findings"])


def test_several_at_once(folder: Path) -> None:
    alone = run("check", "a.yml", cwd=folder)
    ran = run("check", *SEVERAL, "a.yml", cwd=folder)
    assert (ran.code, ran.out, ran.err) == (1, alone.out, "")
    assert (folder / "out.sarif").read_text() == run("check", "--format", "sarif", "a.yml", cwd=folder).out
    assert [findings_in(folder / name) for name in ("out.sarif", "out.xml")] == [1, 1]
    assert sorted(os.listdir(folder)) == ["a.yml", "out.sarif", "out.xml"]


def test_two_of_one_format_and_of_many_files(folder: Path) -> None:
    for index in range(400):  # several processes share them
        (folder / f"n{index}.yml").write_text(DEBUG)
    ran = run("check", "--format=json=a.json", "--format=json=b.json", "--format=concise", ".", cwd=folder)
    assert (folder / "a.json").read_text() == (folder / "b.json").read_text()
    assert findings_in(folder / "a.json") == 401
    assert len(ran.out.splitlines()) == 401 + 2


@pytest.mark.parametrize("arguments", [("--output", "o"), ("--format", "text", "--output=o"), ("--format", "text=o")])
def test_one_report_in_a_file_and_nothing_beside_it(folder: Path, arguments: tuple[str, ...]) -> None:
    ran = run("check", *arguments, "a.yml", cwd=folder)
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert (folder / "o").read_text() == run("check", "a.yml", cwd=folder).out


@pytest.mark.parametrize("arguments", [("--output=-",), ("--format=text=-",), ("--format=text", "--output", "-")])
def test_a_dash_is_standard_output(folder: Path, arguments: tuple[str, ...]) -> None:
    assert run("check", *arguments, "a.yml", cwd=folder).out == run("check", "a.yml", cwd=folder).out
    assert os.listdir(folder) == ["a.yml"]


def test_a_report_in_a_file_is_text_in_github_actions_too(folder: Path) -> None:
    run("check", "--output", "o", "a.yml", cwd=folder, env={"GITHUB_ACTIONS": "true"})
    assert (folder / "o").read_text().startswith("a.yml:6:9: warning[")


def test_a_file_has_no_colours_unless_they_are_asked_for(folder: Path) -> None:
    run("check", "--output", "o", "--color", "always", "a.yml", cwd=folder)
    assert "\x1b[" in (folder / "o").read_text()


def test_fix_writes_them_too(folder: Path) -> None:
    ran = run("fix", "--format", "json", "--output", "o.json", "--format", "sarif=o.sarif", "a.yml", cwd=folder)
    assert (ran.code, ran.out) == (0, "")
    assert (folder / "a.yml").read_text() == FIXED
    assert len(json.loads((folder / "o.json").read_text())["fixed"]) == 1
    assert findings_in(folder / "o.sarif") == 0


def test_a_document_in_a_file_leaves_standard_output_to_the_diff(folder: Path) -> None:
    ran = run("fix", "--diff", "--format", "sarif=o.sarif", "a.yml", cwd=folder)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("--- a/a.yml\n")
    assert (folder / "a.yml").read_text() == DEBUG
    refused = run("fix", "--diff", "--format", "sarif", "--format", "json=o.json", "a.yml", cwd=folder)
    assert refused.code == 2
    assert "--format sarif needs standard output for itself" in refused.err


def test_a_file_that_is_there_keeps_its_mode_and_a_link_its_target(folder: Path) -> None:
    (folder / "old").write_text("x")
    (folder / "old").chmod(0o640)
    (folder / "link").symlink_to("old")
    run("check", "--format", "json=link", "a.yml", cwd=folder)
    assert findings_in(folder / "old") == 1
    assert (folder / "link").is_symlink()
    assert (folder / "old").stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_the_umask_leaves(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        run("check", "--format", "json=o.json", "a.yml", cwd=folder, env={})
    finally:
        os.umask(before)
    assert (folder / "o.json").stat().st_mode & 0o777 == 0o640


def test_a_pipe_is_written_to(folder: Path) -> None:
    ran = run("check", "--format", "json", "--output", "/dev/stdout", "a.yml", cwd=folder)
    assert len(json.loads(ran.out)["findings"]) == 1
    assert run("check", "--output", "/dev/null", "a.yml", cwd=folder).code == 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--format", "json", "--format", "text"), "--format json and --format text: one of them needs a file"),
        (("--format", "json=a", "--format", "text=./a"), "two reports for the file ./a"),
        (("--format", "json=a", "--output", "b"), "--output is for one --format without a file of its own"),
        (("--format=json", "--format=text", "--output", "b"), "--output is for one --format without a file"),
        (("--format", "json=a.yml"), "would be written over a.yml, which is to be checked"),
        (("--output", "./a.yml"), "would be written over ./a.yml, which is to be checked"),
        (("--output", "."), "which is a folder"),
        (("--output", "gone/a"), "whose folder is not there"),
        (("--format", "json="), "a file is to follow 'json='"),
        (("--format", "jsn=a"), "'jsn' is not one of text, concise,"),
        (("--format", "jsn"), "did you mean 'json'"),
    ],
)
def test_what_cannot_be_meant(folder: Path, arguments: tuple[str, ...], why: str) -> None:
    ran = run("check", *arguments, "a.yml", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert why in ran.err
    assert (folder / "a.yml").read_text() == DEBUG
    assert os.listdir(folder) == ["a.yml"]


def test_a_wrong_use_is_told_in_the_documents(folder: Path) -> None:
    ran = run("check", "--format=text", "--format=json=o.json", "--format=junit=o.xml", "--kernel=x", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    (error,) = json.loads((folder / "o.json").read_text())["errors"]
    assert error["message"] in ran.err
    assert ElementTree.fromstring((folder / "o.xml").read_text()).get("errors") == "1"


def test_a_file_that_cannot_be_written_is_an_error_and_the_others_are_written(folder: Path) -> None:
    (folder / "locked").write_text("x")
    (folder / "locked").chmod(0o444)
    arguments = ("check", "--format=text", "--format=json=locked", "--format=sarif=o.sarif", "a.yml")
    ran = run(*arguments, cwd=folder, prefix=bound_by_permissions())
    assert (ran.code, ran.err) == (2, "capslint: error: locked: is write-protected; it is left alone\n")
    assert ran.out.startswith("a.yml:6:9: ")
    assert findings_in(folder / "o.sarif") == 1
    assert (folder / "locked").read_text() == "x"


@pytest.mark.parametrize("options", [("--format", name) for name in ("text", "concise", "github")])
def test_statistics_stand_in_the_place_of_findings(folder: Path, options: tuple[str, ...]) -> None:
    (folder / "b.yml").write_text("services: [\n")
    ran = run("check", "--statistics", *options, "--format=json=o.json", ".", cwd=folder)
    error, *rest = ran.out.splitlines()
    assert "b.yml" in error
    assert rest[0] == "1  warning[seccomp-unconfined]"
    assert rest[1].startswith("1 finding (1 warning) in 1 file")
    assert findings_in(folder / "o.json") == 1


@pytest.mark.parametrize("command", ["check", "fix"])
def test_how_long_it_took_is_told_where_more_is_asked_for(folder: Path, command: str) -> None:
    last = run(command, "--verbose", "a.yml", cwd=folder).out.splitlines()[-1]
    assert re.fullmatch(r"Took \d+\.\d\d s\.", last)
    assert "Took" not in run(command, "a.yml", cwd=folder).out


@pytest.mark.parametrize(
    ("options", "setting", "code"),
    [
        ((), "", 1),
        (("--fail-on", "error"), "", 0),
        (("--exit-zero",), "", 0),
        (("--exit-zero", "--fail-on", "info"), "", 0),
        ((), 'fail-on = "error"', 0),
        (("--fail-on", "warning"), 'fail-on = "error"', 1),
    ],
)
def test_what_a_run_fails_for(folder: Path, options: tuple[str, ...], setting: str, code: int) -> None:
    (folder / ".capslint.toml").write_text(setting)
    assert run("check", *options, "a.yml", cwd=folder).code == code
    assert run("check", *options, "gone.yml", cwd=folder).code == 2
    assert run("fix", "--diff", *options, "a.yml", cwd=folder).code == (0 if "--exit-zero" in options else 1)


def test_a_severity_that_is_none(folder: Path) -> None:
    (folder / ".capslint.toml").write_text("fail-on = 'erorr'")
    ran = run("check", "a.yml", cwd=folder)
    assert (ran.code, ran.out) == (2, "")
    assert "fail-on is one of info, warning, error" in ran.err


def when_nobody_reads(folder: Path, *arguments: str) -> int:
    """Run with a standard output that is closed at the other end after the first line; return the exit code."""
    for index in range(600):
        (folder / f"n{index}.yml").write_text(DEBUG)
    command = [sys.executable, "-u", "-m", "capslint", *arguments, "."]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
    return process.returncode


def test_files_are_written_though_nobody_reads_the_rest(folder: Path) -> None:
    assert when_nobody_reads(folder, "check", *SEVERAL) == 141  # as a shell tells SIGPIPE
    assert findings_in(folder / "out.sarif") == 601


@pytest.mark.parametrize("arguments", [("check",), ("check", "--verbose"), ("check", "--format", "concise")])
def test_a_reader_that_goes_is_told_alike_with_and_without_options(folder: Path, arguments: tuple[str, ...]) -> None:
    assert when_nobody_reads(folder, *arguments) == 141


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("before", [None, "old"])
def test_an_interruption_leaves_no_half_report(folder: Path, number: int, status: int, before: str | None) -> None:
    if before is not None:
        (folder / "out.sarif").write_text(before)
    kill = f"os.fsync = lambda file: os.kill(os.getpid(), {int(number)})"
    script = f"import os, signal, sys\n{kill}\nfrom capslint.cli import main\nsys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--format=sarif=out.sarif", "a.yml"],
        cwd=folder, env=WITHOUT_COVERAGE, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == status
    assert "no file is half written" in done.stderr
    assert sorted(os.listdir(folder)) == ["a.yml"] + (["out.sarif"] if before else [])
    assert before is None or (folder / "out.sarif").read_text() == before


def test_the_formats_are_imported_when_they_are_asked_for(folder: Path) -> None:
    others = ("capslint.report.machine", "capslint.report.several_outputs", "capslint.fingerprints", "xml", "hashlib")
    assert [name for name in sorted(loaded(folder, "check", "a.yml")) if name.startswith(others)] == []
    assert "capslint.report.several_outputs" in loaded(folder, "check", "--format=junit=o.xml", "a.yml")
