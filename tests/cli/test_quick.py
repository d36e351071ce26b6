"""The command line that is read without click means what click makes of it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capslint.cli.click_commands import cli
from capslint.cli.options import report_options, run_options
from capslint.report.reporters import ReportOptions
from capslint.run.run_options import RunOptions
from capslint.startup.plain_arguments import paths_of
from tests.cli.running import DEBUG, run
from tests.cli.test_imports import loaded

WORDS = st.sampled_from(
    ["check", "fix", "a.yml", "-", "--", "-v", "--format", "json", "-x.yml", "--help", "", "caché.yml"]
)


def as_click_reads(arguments: list[str]) -> dict[str, object] | None:
    """Return what is made of what click finds behind ``check``; None where it refuses, or prints its help."""
    command = cli.commands.get("check") or cli.get_command(click.Context(cli), "check")
    assert command is not None
    try:
        params = command.make_context("check", list(arguments)).params
    except (click.ClickException, click.exceptions.Exit):
        return None
    return {**run_options(params)._asdict(), **report_options(params)._asdict()}


def as_left_out(paths: tuple[str, ...] = ()) -> dict[str, object]:
    """Return what the records say where nobody says anything but ``paths``."""
    return {**RunOptions(paths)._asdict(), **ReportOptions()._asdict()}


def test_what_is_left_out_is_what_click_gives() -> None:
    assert as_click_reads([]) == as_left_out()


@given(st.lists(WORDS, max_size=6))
@example(["check", "--", "-x.yml", "--"])
def test_paths_are_read_as_click_reads_them(arguments: list[str]) -> None:
    paths = paths_of(arguments, "check")
    if paths is not None:
        assert arguments[0] == "check"
        assert as_click_reads(arguments[1:]) == as_left_out(paths)


def test_a_check_without_options_does_not_import_click(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(DEBUG)
    assert "click" not in loaded(tmp_path, "check", "a.yml")
    assert "click" in loaded(tmp_path, "check", "--verbose", "a.yml")


@pytest.mark.parametrize("text", [None, "[]", "{", "\n"])
def test_a_baseline_that_a_setting_names_and_nobody_can_read_is_told_so_too(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "a.yml").write_text(DEBUG)
    (tmp_path / ".capslint.toml").write_text("# ours\nbaseline = 'known.json'\n")
    if text is not None:
        (tmp_path / "known.json").write_text(text)
    plain, with_option = run("check", "a.yml", cwd=tmp_path), run("check", "--verbose", "a.yml", cwd=tmp_path)
    assert (plain.code, plain.out, plain.err) == (2, with_option.out, with_option.err)
    assert plain.err.startswith("capslint: error: .capslint.toml:2:1: ")


def test_wrong_settings_are_told_with_the_usage_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(DEBUG)
    (tmp_path / ".capslint.toml").write_text("kernell = '6.1'\n")
    with pytest.raises(AssertionError, match="unknown key 'kernell'; did you mean 'kernel'"):
        loaded(tmp_path, "check", "a.yml")
