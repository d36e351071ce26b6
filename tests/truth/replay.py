"""Hold the permission model against measured rows: python -m tests.truth.replay FILE.jsonl[.gz] …

Each row is one operation that was really carried out (tests/truth/README.md tells the columns). It is mapped to a
container, an operation, a scene and a host, and the model is asked. Only what was arranged is given to the model, never
what came of it; what was read from /proc of the tracer is held against the sets the model computes.
The exit status is 1 if any row disagrees, is answered by "depends", or cannot be mapped.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from capslint.model import (
    AppArmorProfile,
    Container,
    Engine,
    Host,
    Lsm,
    Operation,
    Process,
    Scene,
    Start,
    Switch,
    User,
    Verdict,
)
from capslint.model.verdict import Answer
from capslint.permissions.judge_operation import judge, subjects_of
from tests.truth.apparmor_files import read_profile
from tests.truth.containers import FOLDERS, from_flags
from tests.truth.operations import measured

SUDO = (Switch("sudo", "root", is_sudo=True),)
HOST = Host(
    engine=Engine.DOCKER,
    engine_version=(20, 10, 24),
    kernel=(6, 1),
    lsm=Lsm.APPARMOR,
    perf_event_paranoid=3,
    unprivileged_bpf_disabled=2,
    user_namespace_remap=False,
    arch="amd64",
)
"""The machine of the measurements; ptrace_scope changes from row to row."""

INPUTS = (
    "yama",
    "flags",
    "target_flags",
    "scene",
    "op",
    "tracer_uid",
    "target_uid",
    "target",
    "exec_privileged",
    "credentials_note",
)
Row = dict[str, Any]


class Disagreement(NamedTuple):
    """A row, and what is wrong with the answer to it."""

    row: Row
    problem: str


class Question(NamedTuple):
    """A row, as the model is asked."""

    container: Container
    operation: Operation
    host: Host
    scene: Scene


def rows(path: Path) -> Iterator[Row]:
    """Return the rows of a JSON lines file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def question(row: Row) -> Question:
    """Map ``row``. Raises ValueError or KeyError for what is not known."""
    remapped = row.get("scene") == "userns"
    host = HOST._replace(
        ptrace_scope=int(row["yama"]), user_namespace_remap=remapped, apparmor_profiles=_profiles(tuple(FOLDERS))
    )
    tracer_in = _container(json.dumps(row.get("flags") or {}, sort_keys=True), "app", "target")
    apart = row.get("target_flags")
    target_in = _container(json.dumps(apart, sort_keys=True), "target", None) if apart is not None else None
    scene = Scene(_tracer(row), _target(row, target_in))
    asked = Question(tracer_in, measured(row["op"]), host, scene)
    if row["op"].startswith("traced+"):
        # Another strace came first, as the same user; whether it holds the target is for the model to say.
        holds = judge(asked.container, measured("strace_attach"), host, scene).answer is Answer.WORKS
        asked = asked._replace(scene=scene._replace(already_traced=holds))
    return asked


def judged(row: Row) -> Verdict:
    """Ask the model about ``row``."""
    return judge(*question(row))


def disagreements(given: Iterator[Row], agreed: Counter[str]) -> Iterator[Disagreement]:
    """Return the rows the model is wrong about, and count the others in ``agreed``; equal questions are asked once."""
    answers: dict[str, tuple[Verdict, str | None] | Exception] = {}
    for row in given:
        key = json.dumps({name: row.get(name) for name in INPUTS}, sort_keys=True)
        if key not in answers:
            try:
                asked = question(row)
                answers[key] = judge(*asked), _sets(row, asked)
            except (KeyError, TypeError, ValueError) as error:
                answers[key] = error
        problem = _problem(row, answers[key])
        if problem is None:
            agreed[row["op"]] += 1
        else:
            yield Disagreement(row, problem)


def _problem(row: Row, answer: tuple[Verdict, str | None] | Exception) -> str | None:
    if isinstance(answer, Exception):
        return f"cannot be mapped: {answer!r}"
    verdict, sets = answer
    if verdict.answer is not (Answer.WORKS if row["ok"] else Answer.FAILS):
        return f"the model says {verdict.answer.value}: " + "; ".join(
            f"{gate.gate} {gate.outcome.value}" for gate in verdict.gates
        )
    if "aslr_warning" in row and row["ok"] and row["aslr_warning"] != bool(verdict.warnings):
        return f"the model's warnings are {verdict.warnings}"
    return sets


def _sets(row: Row, asked: Question) -> str | None:
    """Hold the computed capability sets against what was read from /proc, before sudo and file capabilities."""
    plain = asked.scene._replace(tracer=asked.scene.tracer._replace(switches=(), file_capabilities=()))
    tracer, target, _ = subjects_of(asked.container, asked.host, plain, Engine.DOCKER)
    for name, computed in (("capbnd", tracer.bounding), ("capeff", tracer.sets), ("target_capprm", target.sets)):
        if row.get(name) and int(row[name], 16) not in (computed.sure, computed.possible):
            return f"{name} is {row[name]}, the model computes {computed.sure:016x}"
    return None


def _tracer(row: Row) -> Process:
    uid, note = int(row["tracer_uid"]), row.get("credentials_note") or ""
    gid = _gid("tracer", note, uid)
    start = Start.EXEC_PRIVILEGED if row.get("exec_privileged") else Start.EXEC
    return Process(
        start=Start.HOST if row.get("scene") == "vmhost" else start,
        user=User(uid, gid),
        switches=SUDO if row["op"].startswith("sudo_") else (),
        file_capabilities=("SYS_PTRACE",) if "_cap_" in row["op"] else (),
    )


def _target(row: Row, container: Container | None) -> Process:
    kind = row.get("target")
    if kind is None:
        return Process(start=Start.MAIN, container=container)
    uid = int(row["target_uid"])
    gid = _gid("target", row.get("credentials_note") or "", uid)
    if kind not in ("r", "u", "rn", "un", "ra", "ua", "ud", "gr", "gu", "pr", "pu", "rp", "hr", "hu", "pid1"):
        raise ValueError(f"unknown target {kind!r}")
    if kind == "pid1":
        return Process(start=Start.MAIN, container=container)
    start = {"hr": Start.HOST, "hu": Start.HOST, "rp": Start.EXEC_PRIVILEGED}.get(kind, Start.EXEC)
    return Process(
        start=start,
        container=container,
        user=User(uid, gid),
        dumpable=not kind.endswith("n"),
        ptracer_any=kind in ("ra", "ua"),
        dropped_root=kind == "ud",
    )


def _gid(who: str, note: str, uid: int) -> int:
    """Return the group of ``who``: the number of its user, unless the row's note says otherwise."""
    absent = r"|^uid absent from passwd: gid (\d+)" if who == "tracer" else ""
    found = re.search(rf"{who} (?:-u \d+ \()?gid (\d+)|{who} -u \d+:(\d+){absent}", note)
    return int(next(group for group in found.groups() if group)) if found else uid


@lru_cache(maxsize=4096)
def _container(flags: str, name: str, target: str | None) -> Container:
    return from_flags(json.loads(flags), name, target)


@lru_cache(maxsize=8)
def _profiles(folders: tuple[Path, ...]) -> tuple[AppArmorProfile, ...]:
    found = [path for folder in folders for path in sorted(folder.glob("*.aa"))]
    return tuple(read_profile(path.read_text(encoding="utf-8")) for path in found)


def main(paths: list[str]) -> int:
    """Replay the files, print the agreement by operation and every disagreement; return the exit status."""
    if not paths:
        print(__doc__)
        return 2
    agreed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for path in map(Path, paths):
        FOLDERS.extend((path.parent, path.parent / "profiles"))
        for each in disagreements(rows(path), agreed):
            wrong[each.row["op"]] += 1
            print(f"DISAGREES {json.dumps(each.row, sort_keys=True)}\n          {each.problem}")
    for name in sorted(agreed | wrong):
        print(f"{name:32} {agreed[name]:6} of {agreed[name] + wrong[name]:6} agree")
    print(f"{'all':32} {agreed.total():6} of {agreed.total() + wrong.total():6} agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
