"""What the permission model says of every tool of the catalogue on the hosts that people have today, for the pages."""

from __future__ import annotations

import json
import shlex
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from capslint.debuggers.catalogue import operation
from capslint.debuggers.data import catalogue_data
from capslint.explain.explain_file import OperationReport, Wanted, explain_source
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.hosts.preset_data import PRESETS
from capslint.model import Answer, Engine, Host, Outcome
from capslint.permissions.engines.engine_data import NEWEST
from capslint.source import Source

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path(catalogue_data.__file__).with_name("catalogue.toml")
SERVICE = """\
services:
  app:
    image: registry.example/app:1
    user: {user}
    command: sleep infinity
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: app}}
spec:
  containers:
    - name: app
      image: registry.example/app:1
      command: [sleep, infinity]
      securityContext: {{runAsUser: {user}}}
"""


class AskedHost(NamedTuple):
    """One host that is asked about: what a page calls it, the file that is judged, and what is told of it."""

    title: str
    text: str
    host: Host
    user: int = 0


def _newest(engine: Engine) -> str:
    return ".".join(map(str, NEWEST[engine.value][:2]))


DOCKER = AskedHost(f"Docker {_newest(Engine.DOCKER)}", SERVICE, Host(engine=Engine.DOCKER))
PODMAN = AskedHost(f"Podman {_newest(Engine.PODMAN)}", SERVICE, Host(engine=Engine.PODMAN))
CONTAINERD = AskedHost(f"Kubernetes, containerd {_newest(Engine.CONTAINERD)}", POD, Host(engine=Engine.CONTAINERD))
CRIO = AskedHost(f"Kubernetes, CRI-O {_newest(Engine.CRIO)}", POD, Host(engine=Engine.CRIO))
TODAY = (DOCKER, PODMAN, CONTAINERD, CRIO)
"""A container that runs as root and is given nothing, on a host of which nothing more is told than its engine."""
NAMED = tuple(
    AskedHost(
        f"[{preset.name}](../named-hosts/{preset.name}.md)",
        POD if preset.host.engine in (Engine.CONTAINERD, Engine.CRIO) else SERVICE,
        preset.host,
    )
    for preset in PRESETS
)
"""The hosts that have a name."""
OTHERS = (
    DOCKER._replace(title=f"{DOCKER.title}, as user 1000", user=1000),
    DOCKER._replace(title=f"{DOCKER.title}, ptrace_scope 0", host=DOCKER.host._replace(ptrace_scope=0)),
    DOCKER._replace(title=f"{DOCKER.title}, ptrace_scope 2", host=DOCKER.host._replace(ptrace_scope=2)),
    DOCKER._replace(title=f"{DOCKER.title}, ptrace_scope 3", host=DOCKER.host._replace(ptrace_scope=3)),
    DOCKER._replace(title="Docker 18.09, kernel 4.9", host=DOCKER.host._replace(engine_version=(18, 9), kernel=(4, 9))),
)
"""Hosts on which some answers differ."""


@cache
def reports(asked: AskedHost) -> dict[tuple[str, str], OperationReport]:
    """Return what ``capslint explain --all-tools`` says there, by tool and operation."""
    source = Source("app.yaml", asked.text.format(user=asked.user))
    (container,) = explain_source(source, asked.host, NoFiles(), Wanted(all_tools=True)).containers
    return {(report.tool, report.operation): report for report in container.operations}


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Return the entries of catalogue.toml by the tool's name."""
    tools = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["tool"]
    return {tool["name"]: tool for tool in tools}


def examples(tool: str, name: str) -> list[str]:
    """Return command lines of the catalogue that are recognised as the operation ``name`` and as nothing else.

    The shortest comes first.
    """
    parts = (example.rpartition(": ") for example in catalogue()[tool].get("examples", ()))
    return sorted((command for command, _, operations in parts if operations == name), key=len)


def recognised(command: str) -> tuple[str, str]:
    """Return the tool and the operation that a command line is recognised as, the likeliest first."""
    text = DOCKER.text.format(user=0).replace("sleep infinity", json.dumps(command))
    (container,) = explain_source(Source("app.yaml", text), DOCKER.host, NoFiles(), Wanted()).containers
    report = container.operations[0]
    return report.tool, report.operation


def answer(report: OperationReport) -> str:
    """Return in a word or two whether it works."""
    verdict = report.verdict
    if verdict.answer is Answer.DEPENDS:
        return f"depends on {joined(verdict.depends_on)}"
    return f"**{verdict.answer.value}**"


def remedy(report: OperationReport) -> str:
    """Return what makes it work, in Markdown; empty where it works."""
    if report.verdict.answer is Answer.WORKS:
        return ""
    change = report.change
    if change.obstacles:
        return f"nothing helps ({'; '.join(dict.fromkeys(change.obstacles))})"
    words = told(change.words)
    return f"{words}; then it depends on {joined(change.then_depends_on)}" if change.then_depends_on else words


def works_with_setting(asked: AskedHost, command: str) -> bool:
    """Return whether ``command`` works there once the catalogue's ``silence`` stands in it, and does not without."""
    found = operation(*recognised(command))
    if found.silence is None:
        return False
    words = [*shlex.split(command), *(f" {word}" for word in found.silence.split() if word not in command)]
    text = asked.text.format(user=asked.user)
    for sleep in ("[sleep, infinity]", "sleep infinity"):
        text = text.replace(sleep, json.dumps(words))
    (container,) = explain_source(Source("app.yaml", text), asked.host, NoFiles(), Wanted()).containers
    answers = {(report.tool, report.operation): report.verdict.answer for report in container.operations}
    return answers.get((found.tool, found.name)) is Answer.WORKS


def told(words: Iterable[str]) -> str:
    """Return a change in a sentence's words: the capabilities together, then what else there is."""
    parts = [word.removeprefix("cap_add ") if word.startswith("cap_add ") else "" for word in words]
    capabilities = [f"`{name}`" for name in parts if name]
    others = [_step(word) for word in words if not word.startswith("cap_add ")]
    return joined([*others, *([f"add {joined(capabilities)}"] if capabilities else [])], last=" and ")


def _step(words: str) -> str:
    """Return a step that is no capability as something to do."""
    if words.startswith("kernel."):
        setting, *where = words.split(" ")
        return " ".join(["set", f"`{setting}`", *where])
    return f"use {words}" if words.startswith(("a ", "an ", "the ")) else words


def blocked_by(report: OperationReport) -> list[str]:
    """Return the names of the gates that refuse it, or that nobody knows the answer of."""
    return [gate.gate for gate in report.verdict.gates if gate.outcome is not Outcome.PASSES]


def advice(tool: str, name: str) -> str:
    """Return what the catalogue says to somebody for whom it does not work."""
    return operation(tool, name).advice or ""


def joined(words: Sequence[str], last: str = " and ") -> str:
    """Return words as a sentence lists them."""
    return last.join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def by_host(texts: dict[str, str]) -> str:
    """Return a text for each host in one cell; once, where all say the same."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    hosts: dict[str, list[str]] = {}
    for host, text in texts.items():
        hosts.setdefault(text, []).append(host)
    return "; ".join(f"{joined(names)}: {text}" for text, names in hosts.items())
