"""``capslint host``: what it prints is settings, and harmless."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from capslint.config import load_config
from capslint.config.host_values import parse_version
from capslint.host_facts.machine_hosts import hosts_in
from capslint.model import Host
from tests.cli.running import run
from tests.unit.host_facts.machines import INFO
from tests.unit.host_facts.test_texts import listed, node

ELSEWHERE = {**INFO, "Name": "elsewhere"}


def test_what_is_printed_is_a_settings_file(tmp_path: Path) -> None:
    (tmp_path / "info.json").write_text(json.dumps(ELSEWHERE))
    ran = run("host", "info.json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    (tmp_path / ".capslint.toml").write_text(ran.out)
    (expected,) = hosts_in(json.dumps(ELSEWHERE), "info.json")
    assert Host(**load_config(str(tmp_path / ".capslint.toml")).facts) == expected.host
    assert tomllib.loads(ran.out)["engine"] == "docker@27.5.1"
    assert re.search(r'^engine = "docker@27\.5\.1" +# info\.json: ServerVersion$', ran.out, re.MULTILINE)
    assert "# not known: ptrace-scope, perf-event-paranoid" in ran.out


def test_several_hosts_have_names_and_files_are_judged_for_all(tmp_path: Path) -> None:
    ran = run("host", "-", cwd=tmp_path, stdin=listed(node("a"), node("b", osImage="Debian")).encode())
    (tmp_path / ".capslint.toml").write_text(ran.out)
    config = load_config(str(tmp_path / ".capslint.toml"))
    assert config.hosts == tuple(config.host) == ("nodes-amazon-linux-2023.6.20241111", "nodes-debian")
    assert config.host["nodes-debian"].engine_version == (1, 7, 24)
    assert run("check", cwd=tmp_path).code == 0


def test_json(tmp_path: Path) -> None:
    ran = run("host", "--format", "json", "-", cwd=tmp_path, stdin=json.dumps(ELSEWHERE).encode())
    (host,) = json.loads(ran.out)["hosts"]
    assert {"name": "engine", "value": "docker@27.5.1", "from": "standard input: ServerVersion"} in host["known"]
    assert "ptrace-scope" in [fact["name"] for fact in host["unknown"]]


def test_this_machine_is_printed(tmp_path: Path) -> None:
    ran = run("host", "--socket", "no.sock", cwd=tmp_path)
    assert ran.code == 0
    assert "no.sock (--socket): not read: there is no such socket" in ran.out
    tomllib.loads(ran.out)


HOSTILE = "\x1b[31m\u202e\n::error::##[x]\r# \x00\x7f\x85"


@pytest.mark.parametrize("format_name", ["toml", "json"])
def test_hostile_names_are_harmless(tmp_path: Path, format_name: str) -> None:
    nodes = listed(
        node(HOSTILE, osImage=HOSTILE, kernelVersion=f"6.1{HOSTILE}", containerRuntimeVersion=HOSTILE),
        node("b", architecture=HOSTILE, osImage=f"x{HOSTILE}"),
    )
    ran = run("host", "--format", format_name, "-", cwd=tmp_path, stdin=nodes.encode())
    assert ran.code == 0
    shown = ran.out.replace("\n", "")
    assert not [character for character in shown if not character.isprintable()]
    assert not re.search(r"(?m)^\s*::|##\[", ran.out) or format_name == "json"
    assert (tomllib.loads if format_name == "toml" else json.loads)(ran.out)


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (["none.json"], "", "none.json cannot be read: no such file or directory"),
        (["."], "", ". is a folder, not a file"),
        (["-"], "", "standard input tells of no host"),
        (["-"], "{", "standard input is not JSON"),
        (["--timeout", "0"], "", "--timeout"),
        (["a", "b"], "", "unexpected extra argument"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, arguments: list[str], stdin: str, words: str) -> None:
    ran = run("host", *arguments, cwd=tmp_path, stdin=stdin.encode())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("capslint: error: ")
    assert words in ran.err


POD = """\
services:
  app:
    image: alpine:3.20
    user: "1000"
    command: strace -p 1
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no /proc")
def test_here_is_this_machine_for_one_run(tmp_path: Path) -> None:
    """With an engine that cannot be asked nothing counts; without any engine it is what /proc says."""
    (tmp_path / "compose.yaml").write_text(POD)
    nowhere = {"DOCKER_HOST": "tcp://127.0.0.1:1"}
    ran = run("explain", "--host", "here", "--format", "json", cwd=tmp_path, env=nowhere)
    assert "capslint: note: --host here: tcp://127.0.0.1:1 (DOCKER_HOST): not read: it is on another machine" in ran.err
    assert json.loads(ran.out)["host"]["kernel"] is None
    none = dict.fromkeys(("DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST"), "")
    environment = {**none, "DOCKER_CONFIG": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    told = json.loads(run("host", "--format", "json", cwd=tmp_path, env=environment).out)["hosts"][0]["known"]
    for command in ("check", "explain"):
        ran = run(command, "--host", "here", "--format", "json", "compose.yaml", cwd=tmp_path, env=environment)
        assert ran.code in (0, 1), ran.err
    kernel = next((fact["value"] for fact in told if fact["name"] == "kernel"), None)
    assert json.loads(ran.out)["host"]["kernel"] == (kernel and ".".join(map(str, parse_version(kernel, "kernel"))))


def test_a_settings_file_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / ".capslint.toml").write_text('hosts = ["here"]\n')
    ran = run("check", cwd=tmp_path)
    assert (ran.code, "there is no host 'here'" in ran.err) == (2, True)
    (tmp_path / ".capslint.toml").write_text('[[host]]\nname = "here"\nkernel = "5.1"\n')
    assert run("check", "--host", "here", cwd=tmp_path).err == run("check", cwd=tmp_path).err
