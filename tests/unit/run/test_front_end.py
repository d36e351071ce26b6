"""A second front end: what an editor server does with a text that is not saved needs nothing of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from capslint.edits import Safety, Withheld, apply_edits
from capslint.explain.explain_file import Wanted
from capslint.findings import CheckResult, Finding
from capslint.report.fix_edits import edits_of
from capslint.report.reporters import Reporter, ReportOptions, ReportSetup
from capslint.run.check_files import check_files, check_text
from capslint.run.explain_files import explain_files
from capslint.run.fix_files import fix_files, fix_text
from capslint.run.run_options import RunOptions
from capslint.run.settings import Settings, settings_of
from capslint.source import Source

SAFE = frozenset({Safety.SAFE})
SERVICE = """\
services:
  app:
    image: app
    command: dlv exec /app
    security_opt: [seccomp=unconfined]
"""
WITHOUT = "services:\n  app:\n    image: app\n"
EXTENDING = "services:\n  app:\n    extends: {file: base.yml, service: app}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".capslint.toml").write_text("engine = 'docker@20.10.24'\nkernel = '5.10'\n")
    (tmp_path / "compose.yaml").write_text(WITHOUT)
    (tmp_path / "base.yml").write_text(SERVICE)
    return tmp_path


@pytest.fixture
def settings(folder: Path) -> Settings:
    return settings_of(RunOptions())


def places(result: CheckResult) -> list[tuple[str, str, int, int]]:
    """Return each finding's rule, file, line and column, as an editor marks it."""
    return [_place(finding) for finding in result.findings]


def _place(finding: Finding) -> tuple[str, str, int, int]:
    position = finding.document.source.position(finding.span.start)
    return finding.rule, finding.document.source.path, position.line, position.column


def test_a_text_is_checked_that_is_not_on_the_disk(settings: Settings) -> None:
    assert places(check_text(settings, Source("compose.yaml", SERVICE))) == [
        ("seccomp-unconfined", "compose.yaml", 5, 20)
    ]
    assert places(check_text(settings, Source("compose.yaml", WITHOUT))) == []
    assert places(check_text(settings, Source("not-there.yaml", SERVICE)))[0][1:] == ("not-there.yaml", 5, 20)


def test_its_neighbours_are_those_on_the_disk_unless_they_are_not_saved_either(settings: Settings) -> None:
    source = Source("compose.yaml", EXTENDING)
    assert [path for _, path, _, _ in places(check_text(settings, source))] == ["base.yml"]
    unsaved = {os.path.realpath("base.yml"): WITHOUT}
    assert places(check_text(settings, source, unsaved)) == []


def test_one_finding_is_fixed_by_its_edits(settings: Settings) -> None:
    source = Source("compose.yaml", SERVICE)
    (finding,) = check_text(settings, source).findings
    edits = edits_of(finding)
    assert edits is not None
    assert not isinstance(edits, Withheld)
    fixed = apply_edits(source.text, edits)
    assert "seccomp=unconfined" not in fixed
    assert places(check_text(settings, Source("compose.yaml", fixed))) == []


def test_a_text_is_fixed_and_the_disk_stays_as_it_is(folder: Path, settings: Settings) -> None:
    outcome = fix_text(settings, Source("compose.yaml", SERVICE), SAFE)
    assert [finding.rule for finding in outcome.applied] == ["seccomp-unconfined"]
    assert "seccomp=unconfined" not in outcome.source.text
    assert outcome.result.findings == ()
    assert (folder / "compose.yaml").read_text() == WITHOUT


def test_what_is_to_be_fixed_in_another_file_is_left(folder: Path, settings: Settings) -> None:
    outcome = fix_text(settings, Source("compose.yaml", EXTENDING), SAFE)
    assert (outcome.applied, outcome.source.text) == ((), EXTENDING)
    assert (folder / "base.yml").read_text() == SERVICE


def test_a_mistake_of_ours_is_an_error_of_the_text(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*others: object) -> CheckResult:
        raise RecursionError("too deep")

    monkeypatch.setattr("capslint.run.check_files.check_source", broken)
    (error,) = check_text(settings, Source("compose.yaml", SERVICE)).errors
    assert error.message == "internal error, please report it: RecursionError: too deep"
    outcome = fix_text(settings, Source("compose.yaml", SERVICE), SAFE)
    assert (outcome.source.text, outcome.result.errors) == (SERVICE, (error,))


class Gathering(Reporter):
    """Keeps what it is given, as a server would before it sends it."""

    def __init__(self) -> None:
        super().__init__(ReportSetup(ReportOptions(), sys.stdout))
        self.results: dict[str, CheckResult] = {}

    def add(self, path: str, named: bool, result: CheckResult, draft: str = "") -> None:
        super().add(path, named, result, draft)
        self.results[path] = result


def test_the_files_of_a_run_are_checked_fixed_and_explained(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = Gathering(), Gathering()
    check_files(settings, before)
    assert places(before.results["base.yml"]) == [("seccomp-unconfined", "base.yml", 5, 20)]
    explained = dict(explain_files(settings, Wanted(), show_progress=False))
    assert [operation.tool for operation in explained["base.yml"].containers[0].operations] == ["delve"]
    fixed = fix_files(settings, after, SAFE)
    assert [file.path for file in fixed.rewritten] == ["base.yml"]
    assert (folder / "base.yml").read_bytes() == fixed.rewritten[0].after
    assert after.results["base.yml"].findings == ()
    assert capsys.readouterr() == ("", "")


def test_nothing_of_the_command_line_is_imported(folder: Path) -> None:
    script = """
import sys
from capslint.edits import Safety
from capslint.run.check_files import check_text
from capslint.run.explain_files import explain_files
from capslint.run.fix_files import fix_text
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of
from capslint.source import Source
settings = settings_of(RunOptions())
source = Source("compose.yaml", sys.stdin.read())
print(len(check_text(settings, source).findings), len(fix_text(settings, source, frozenset({Safety.SAFE})).applied))
print([name for name in sys.modules if name.split(".")[0] == "click" or name.startswith("capslint.cli")])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, input=SERVICE, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("1 1\n[]\n", "")
