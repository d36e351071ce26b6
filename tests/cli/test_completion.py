"""What shells complete: asked as their scripts ask, and in the shells themselves where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from capslint.cli.click_commands import COMMANDS
from capslint.registry import load_registry
from tests import markdown
from tests.cli.running import Ran, run
from tests.places import ROOT

PROGRAM = f"{sys.executable} -P -m capslint"
ON_PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
SHELLS = ("bash", "zsh", "fish")
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed: .ci/run installs it")


def completed(folder: Path, *words: str) -> list[str]:
    """Return what is offered for the last of the words behind ``capslint``."""
    variables = {
        "_CAPSLINT_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["capslint", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ran = run(cwd=folder, env=variables)
    assert (ran.code, ran.err) == (0, "")
    return [line.partition(",")[2] if line.startswith("plain,") else line for line in ran.out.splitlines() if line]


def script(folder: Path, shell: str) -> Ran:
    return run(cwd=folder, env={"_CAPSLINT_COMPLETE": f"{shell}_source"})


def test_commands_and_options(tmp_path: Path) -> None:
    assert completed(tmp_path, "") == list(COMMANDS)
    assert completed(tmp_path, "ba") == ["baseline"]
    assert completed(tmp_path, "check", "--fail") == ["--fail-on"]
    assert completed(tmp_path, "check", "--fail-on", "w") == ["warning"]
    assert completed(tmp_path, "check", "comp") == ["file,comp"]  # the shell knows files itself
    assert completed(tmp_path, "fix", "--unsafe", "x.yaml", "--di") == ["--diff"]


def test_names_of_rules_debuggers_and_formats(tmp_path: Path) -> None:
    ids = [rule.meta.id for rule in load_registry().rules]
    assert completed(tmp_path, "rule", "") == ids
    assert completed(tmp_path, "rule", "missing-sys") == ["missing-sys-ptrace"]
    for option in ("--select", "--extend-select", "--ignore"):
        assert completed(tmp_path, "check", option, "broad") == ["broad", "broad-capability"]
    assert completed(tmp_path, "check", "--ignore", "broad,privileged-c") == ["broad,privileged-container"]
    assert completed(tmp_path, "profile", "strac") == ["strace"]
    assert completed(tmp_path, "explain", "--tool", "stra") == ["strace"]
    assert completed(tmp_path, "check", "--format", "sa") == ["sarif"]
    assert completed(tmp_path, "check", "--format", "sarif=x") == ["file,x"]
    assert completed(tmp_path, "check", "--format", "nope=x") == []


def test_a_run_is_as_ever_while_nobody_asks(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {a: {image: x}}\n", encoding="utf-8")
    asked = run("check", "compose.yaml", cwd=tmp_path, env={"_CAPSLINT_COMPLETE": ""})
    assert (asked.code, asked.out) == (0, run("check", "compose.yaml", cwd=tmp_path).out)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_page_shows_the_script_of_each_shell(shell: str) -> None:
    lines = [line for block in markdown.blocks(PAGE, "shell") for line in block.text.splitlines()]
    assert [line for line in lines if f"_CAPSLINT_COMPLETE={shell}_source capslint" in line] != []


def in_shell(command: list[str], folder: Path, text: str) -> list[str]:
    program = folder / "capslint"
    program.write_text(f'#!/bin/sh\nexec {PROGRAM} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {"PATH": f"{folder}{os.pathsep}{ON_PATH}", "HOME": str(folder), "LANG": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(
        [*command, text], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.split()


@needs("bash")
def test_in_bash(tmp_path: Path) -> None:
    assert script(tmp_path, "bash").code == 0
    lines = """
        eval "$(_CAPSLINT_COMPLETE=bash_source capslint)"
        complete -p capslint >/dev/null
        COMP_WORDS=(capslint check --level p); COMP_CWORD=3
        _capslint_completion capslint
        echo "${COMPREPLY[@]}"
    """
    assert in_shell(["bash", "--noprofile", "--norc", "-c"], tmp_path, lines) == ["pedantic"]


@needs("zsh")
def test_in_zsh(tmp_path: Path) -> None:
    lines = """
        autoload -U compinit; compinit -D -u
        eval "$(_CAPSLINT_COMPLETE=zsh_source capslint)"
        print -r -- $_comps[capslint]
        compadd() { print -rl -- ${completions:-$completions_with_descriptions} }
        _describe() { print -rl -- ${(P)3:-$completions_with_descriptions} }
        words=(capslint check --level p); CURRENT=4
        _capslint_completion capslint
    """
    found = in_shell(["zsh", "-f", "-c"], tmp_path, lines)
    assert found[0] == "_capslint_completion"
    assert "pedantic" in found[1:]


@needs("fish")
def test_in_fish(tmp_path: Path) -> None:
    lines = """
        _CAPSLINT_COMPLETE=fish_source capslint | source
        complete --do-complete 'capslint check --level p'
        complete --do-complete 'capslint rule missing-sys' | string split -f1 \\t
    """
    assert in_shell(["fish", "--no-config", "-c"], tmp_path, lines) == ["pedantic", "missing-sys-ptrace"]
