"""Runs that tell of new findings alone, by a baseline."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from capslint.cli import main
from tests.cli.known_findings import ONE, POD, TWO, commit, folder, found, moved, write

__all__ = ["folder"]


def test_what_moved_is_known_and_one_new_fault_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline"]) == 0
    known = Path(".capslint-baseline.json").read_text()
    assert found(capsys, "--baseline", ".capslint-baseline.json") == []
    write("compose.yaml", moved(ONE))
    write("deploy/pod.yaml", POD.replace("- {name: a", "- {name: z}\n  - {name: a"))
    write(".capslint.toml", 'baseline = ".capslint-baseline.json"\n')
    assert found(capsys) == []
    os.chdir("deploy")
    assert found(capsys) == found(capsys, "../compose.yaml") == []
    os.chdir("..")
    write("compose.yaml", moved(ONE + TWO))
    assert found(capsys) == [("compose.yaml", "privileged-container")]
    assert main(["check", "--exit-zero"]) == 0
    assert main(["check"]) == 1
    assert Path(".capslint-baseline.json").read_text() == known


def test_how_many_are_left_out_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "json", "."])
    number = len(json.loads(capsys.readouterr().out)["findings"])
    main(["baseline"])
    write("compose.yaml", ONE + TWO)
    for command in (["check"], ["fix", "--diff"]):
        capsys.readouterr()
        main([*command, "--baseline", ".capslint-baseline.json", "."])
        out = capsys.readouterr()
        assert f"{number} findings more are known already, and left out.\n" in out.out + out.err
    main(["check", "--baseline", ".capslint-baseline.json", "--format", "json", "."])
    assert json.loads(capsys.readouterr().out)["summary"]["known"] == number > 1


@pytest.mark.parametrize("output", ["sarif", "gitlab", "github", "concise", "text", "rdjson", "junit"])
def test_every_output_tells_of_new_ones_alone(output: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["baseline"])
    write("compose.yaml", ONE + TWO)
    capsys.readouterr()
    main(["check", "--baseline", ".capslint-baseline.json", "--format", output])
    out = capsys.readouterr().out
    if output == "sarif":  # that lists all rules
        out = json.dumps(json.loads(out)["runs"][0]["results"])
    assert "seccomp-unconfined" not in out
    assert "privileged-container" in out


def test_two_equal_findings_count_as_two_and_the_second_keeps_its_fingerprint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("deploy/pod.yaml", POD)
    main(["baseline"])
    write("deploy/pod.yaml", f"{POD}---\n{POD}")

    def prints(*arguments: str) -> list[str]:
        capsys.readouterr()
        main(["check", "--format", "json", "deploy", *arguments])
        return [one["fingerprint"] for one in json.loads(capsys.readouterr().out)["findings"]]

    _, second = prints()
    assert prints("--baseline", ".capslint-baseline.json") == [second]
    main(["baseline"])
    assert prints("--baseline", ".capslint-baseline.json") == []


def test_what_is_over_is_told_and_goes_with_the_next_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    main(["baseline"])
    write("compose.yaml", "services: {a: {image: x}}\n")
    capsys.readouterr()
    assert main(["check", "--baseline", ".capslint-baseline.json", "compose.yaml"]) == 0
    told = capsys.readouterr().err
    assert "1 of its findings is there no longer: compose.yaml (seccomp-unconfined); `capslint baseline`" in told
    main(["check", "--baseline", ".capslint-baseline.json", "deploy"])
    assert capsys.readouterr().err == ""  # nobody looked
    assert main(["baseline", "deploy"]) == 0
    assert "seccomp-unconfined" in Path(".capslint-baseline.json").read_text()
    assert main(["baseline"]) == 0
    assert json.loads(Path(".capslint-baseline.json").read_text()) == [
        {
            "path": "deploy/pod.yaml",
            "rule": "privileged-container",
            "place": ["Pod//p", "spec", "containers", "a", "securityContext", "privileged", "true"],
        },
        {"baseline": 1},
    ]


def test_a_line_for_each_finding() -> None:
    main(["baseline"])
    before = Path(".capslint-baseline.json").read_text().splitlines()
    write("compose.yaml", ONE + TWO)
    main(["baseline"])
    after = Path(".capslint-baseline.json").read_text().splitlines()
    assert len([line for line in after if line not in before]) == 1
    assert [line for line in before if line not in after] == []


def test_a_renamed_file_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    main(["baseline"])
    os.rename("deploy/pod.yaml", "pod.yaml")
    assert found(capsys, "--baseline", ".capslint-baseline.json") == []
    write("copy.yaml", POD)
    assert len(found(capsys, "--baseline", ".capslint-baseline.json")) == 1


def test_a_folder_behind_a_link_is_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    Path("own.yaml").symlink_to("compose.yaml")
    write(".gitignore", "*.json\n")
    commit()
    assert main(["baseline", f"{link}"]) == 0
    for path in ("baseline", "new-only"):
        value = "HEAD" if path == "new-only" else f"{link}/.capslint-baseline.json"
        assert found(capsys, f"--{path}", value, f"{link}") == found(capsys, f"--{path}", value) == []
        assert found(capsys, f"--{path}", value, f"{link}/deploy/pod.yaml") == []
        assert found(capsys, f"--{path}", value, "own.yaml") == []
    assert main(["baseline", "--output", f"{link}/.capslint-baseline.json", f"{link}/deploy"]) == 0
    assert len(Path(".capslint-baseline.json").read_text().splitlines()) == 5


@pytest.mark.parametrize("choice", [["--select", "seccomp-unconfined"], ["--ignore", "broad"], ["--ignore", "all"]])
def test_of_rules_that_do_not_run_a_baseline_keeps_what_it_says(
    choice: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("compose.yaml", ONE.replace("=unc", ":unc") + TWO)
    assert main(["baseline", "--extend-select", "deprecated-security-opt-colon"]) == 0
    known = Path(".capslint-baseline.json").read_text()
    assert main(["check", "--baseline", ".capslint-baseline.json", *choice]) == 0
    assert "not up to date" not in capsys.readouterr().err
    assert main(["baseline", *choice]) == 0
    assert Path(".capslint-baseline.json").read_text() == known
    write("compose.yaml", "services: {}\n")
    main(["check", "--baseline", ".capslint-baseline.json", "--select", "seccomp-unconfined"])
    assert "1 of its findings is there no longer: compose.yaml (seccomp-unconfined);" in capsys.readouterr().err
    Path("compose.yaml").unlink()
    assert main(["baseline", *choice]) == 0
    assert "compose.yaml" not in Path(".capslint-baseline.json").read_text()


def test_what_cannot_be_written_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--output", "nowhere/x.json"]) == 2
    said = capsys.readouterr().err
    assert said == "capslint: error: the baseline nowhere/x.json cannot be written: no such file or directory\n"


@pytest.mark.parametrize("named", [True, False])
def test_a_baseline_of_any_name_is_no_file_of_the_run(named: bool, capsys: pytest.CaptureFixture[str]) -> None:
    write(".capslint.toml", 'baseline = "deploy/known.json"\n')
    assert main(["baseline"]) == 0
    for command in ("check", "fix"):
        capsys.readouterr()
        assert main([command, "--verbose", *(["deploy", "compose.yaml"] if named else [])]) == 0
        told = capsys.readouterr()
        assert "known.json" not in told.out + told.err


def test_what_is_known_is_not_fixed() -> None:
    main(["baseline"])
    write("compose.yaml", ONE + ONE.partition("\n")[2].replace("  a:", "  b:"))
    assert main(["fix", "--baseline", ".capslint-baseline.json"]) == 0
    assert Path("compose.yaml").read_text() == ONE + ONE.partition("\n")[2].replace("  a:", "  b:").replace(
        "    security_opt: [seccomp=unconfined]\n", ""
    )
    assert main(["fix", "compose.yaml"]) == 0
    assert "seccomp" not in Path("compose.yaml").read_text()


def test_a_file_that_cannot_be_read_keeps_what_is_known_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["baseline"])
    before = Path(".capslint-baseline.json").read_text()
    write("compose.yaml", ONE + "  b: [\n")
    assert main(["baseline"]) == 2
    assert "compose.yaml:" in capsys.readouterr().err
    assert Path(".capslint-baseline.json").read_text() == before


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "[1]", '[{"baseline": 2}]', '[{"path": 1}, {"baseline": 1}]', "[" * 9999]
)
def test_what_is_no_baseline_is_an_error(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write("x.json", text)
    for arguments in (
        ["check", "--baseline", "x.json"],
        ["fix", "--baseline", "x.json"],
        ["baseline", "--output", "x.json"],
    ):
        assert main(arguments) == 2
        assert "x.json is no baseline" in capsys.readouterr().err
    assert Path("x.json").read_text() == text
    assert main(["check", "--baseline", "there.json"]) == 2
    assert "there.json is not there; `capslint baseline` writes it" in capsys.readouterr().err
