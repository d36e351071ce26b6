"""Which Compose files make one project: by a word in their names, and by what the settings say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run
from tests.cli.test_origins import ORDER, found, report, write


@pytest.mark.parametrize(
    ("base", "debug"),
    [
        ("compose.yaml", "compose.debug.yaml"),
        ("docker-compose.yml", "docker-compose.dev.yml"),
        ("docker-compose.yaml", "docker-compose.test.local.yml"),
        ("compose.yml", "docker-compose.debug.yml"),
    ],
)
def test_a_file_with_a_word_in_its_name_is_laid_over_the_base(tmp_path: Path, base: str, debug: str) -> None:
    running = "services:\n  app:\n    image: app\n    command: strace -f ls\n"
    options = "services:\n  app:\n    cap_add: [SYS_PTRACE]\n    security_opt: ['seccomp:unconfined']\n"
    write(tmp_path, {base: running, debug: options})
    places = {(path, rule, safety) for path, _, rule, safety in found(tmp_path, debug)}
    assert (debug, "seccomp-unconfined", "safe") in places
    assert {path for path, _, _ in places} == {debug}
    assert run("fix", debug, cwd=tmp_path).code == 0
    assert "seccomp" not in (tmp_path / debug).read_text()
    assert (tmp_path / base).read_text() == running


@pytest.mark.parametrize(
    "own",
    ["image: other", "build: .", "extends: {service: b}", "provider: {type: model}", "image: other\n    tty: true"],
)
def test_a_file_whose_services_can_start_alone_is_a_project_of_its_own(tmp_path: Path, own: str) -> None:
    debug = f"services:\n  app:\n    {own}\n    security_opt: ['seccomp:unconfined']\n  b: {{image: c}}\n"
    write(tmp_path, {"compose.yaml": "services:\n  app:\n    image: app\n    command: strace -f ls\n"})
    write(tmp_path, {"compose.debug.yaml": debug})
    alone = found(tmp_path, "compose.debug.yaml")
    (tmp_path / "compose.yaml").unlink()
    assert alone == found(tmp_path, "compose.debug.yaml")
    assert [rule for _, _, rule, _ in alone if "strace" in rule or rule.startswith("missing")] == []


def test_the_base_with_the_same_stem_comes_first(tmp_path: Path) -> None:
    bases = {"compose.yaml": "true", "docker-compose.yml": "strace -f ls"}
    write(tmp_path, {name: f"services:\n  app: {{image: a, command: {what}}}\n" for name, what in bases.items()})
    write(tmp_path, {"docker-compose.debug.yml": "services:\n  app:\n    privileged: true\n"})
    finding = next(
        finding
        for finding in report(tmp_path, "docker-compose.debug.yml")["findings"]
        if finding["rule"] == "privileged-container"
    )
    assert finding["tool"] == "strace"


def test_projects_of_the_settings_say_what_belongs_together(tmp_path: Path) -> None:
    write(tmp_path, {f"deploy/{name}": text for name, text in ORDER.items()})
    write(tmp_path, {f"other/{name}": text for name, text in ORDER.items()})
    projects = "[[projects]]\nfiles = ['{0}/base.yml', '{0}/prod.yml']\n"
    (tmp_path / ".capslint.toml").write_text(projects.format("deploy") + projects.format("other"))
    for folder in ("deploy", "other"):
        expected = [(f"{folder}/prod.yml", 4, "seccomp-unconfined", "safe")]
        for arguments in ([f"{folder}/base.yml"], [f"{folder}/prod.yml"], [folder]):
            assert found(tmp_path, *arguments) == expected
    # What is named on the command line counts instead.
    assert found(tmp_path, "-f", "deploy/prod.yml") == [("deploy/prod.yml", 4, "seccomp-unconfined", None)]


@pytest.mark.parametrize("value", ["'a.yml'", "[{files = []}]", "[{files = ['a.yml'], name = 'x'}]", "[{files = [1]}]"])
def test_projects_that_list_no_files_are_refused(tmp_path: Path, value: str) -> None:
    (tmp_path / ".capslint.toml").write_text(f"projects = {value}\n")
    ran = run("check", cwd=tmp_path)
    assert ran.code == 2
    assert "each of [[projects]] has files, a list of paths, and nothing else" in ran.err
