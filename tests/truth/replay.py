"""Hold the permission model against measured rows: python -m tests.truth.replay FILE.jsonl[.gz] …

Each row is one operation that was really carried out (tests/truth/README.md tells the columns). It is mapped to a
container, an operation, a scene and a host, and the model is asked. Only what was arranged is given to the model, never
what came of it; what was read from /proc of the tracer is held against the sets the model computes.
The last line counts: ``N of M rows agree, K depend``. A row that is answered by "depends" or cannot be mapped does not
agree; the exit status is 1 if there is any such row.
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
    Host,
    Operation,
    Process,
    Scene,
    Start,
    Switch,
    User,
    Verdict,
)
from capslint.model.verdict import Answer
from capslint.permissions.capabilities import CapabilitySet, mask
from capslint.permissions.judge_operation import judge, tasks_of
from tests.truth.apparmor_files import read_profile
from tests.truth.containers import FOLDERS, from_flags
from tests.truth.hosts import COLUMNS, has_yama, host_of, withheld
from tests.truth.operations import measured
from tests.truth.pods import from_pod

SUDO = (Switch("sudo", "root", is_sudo=True),)
SITUATION = (
    *COLUMNS,
    "flags",
    "target_flags",
    "tracer_uid",
    "target_uid",
    "target",
    "exec_privileged",
    "credentials_note",
)
"""What is arranged before an operation is carried out."""
Row = dict[str, Any]


class Disagreement(NamedTuple):
    """A row, and what is wrong with the answer to it. ``depends``: the answer is that it depends."""

    row: Row
    problem: str
    depends: bool


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


class Arrangement(NamedTuple):
    """A situation, as the model knows it: all of a question but the operation and how its tool gets privileges."""

    container: Container
    host: Host
    scene: Scene


def question(row: Row) -> Question:
    """Map ``row``. Raises ValueError or KeyError for what is not known."""
    op = row["op"]
    container, host, plain = _arrangement(_situation(row), tuple(FOLDERS))
    tracer = plain.tracer._replace(
        switches=SUDO if op.startswith("sudo_") else (), file_capabilities=("SYS_PTRACE",) if "_cap_" in op else ()
    )
    asked = Question(container, measured(op, has_yama(row)), host, plain._replace(tracer=tracer))
    if op.startswith("traced+"):
        # Another strace came first, as the same user; whether it holds the target is for the model to say.
        holds = judge(container, measured("strace_attach"), host, asked.scene).answer is Answer.WORKS
        asked = asked._replace(scene=asked.scene._replace(already_traced=holds))
    return asked


def judged(row: Row) -> Verdict:
    """Ask the model about ``row``."""
    return judge(*question(row))


def disagreements(given: Iterator[Row], agreed: Counter[str]) -> Iterator[Disagreement]:
    """Return the rows the model is wrong about, and count the others in ``agreed``; equal questions are asked once."""
    answers: dict[tuple[str, str], Verdict | Exception] = {}
    for row in given:
        key = _situation(row), row["op"]
        if key not in answers:
            try:
                answers[key] = judged(row)
            except (KeyError, TypeError, ValueError) as error:
                answers[key] = error
        problem = _problem(row, answers[key])
        if problem is None:
            agreed[row["op"]] += 1
        else:
            answer = answers[key]
            yield Disagreement(row, problem, isinstance(answer, Verdict) and answer.answer is Answer.DEPENDS)


def _problem(row: Row, answer: Verdict | Exception) -> str | None:
    if isinstance(answer, Exception):
        return f"cannot be mapped: {answer!r}"
    if answer.answer is not (Answer.WORKS if row["ok"] else Answer.FAILS):
        return f"the model says {answer.answer.value}: " + "; ".join(
            f"{gate.gate} {gate.outcome.value}" + (f" on {gate.depends_on}" if gate.depends_on else "")
            for gate in answer.gates
        )
    if "aslr_warning" in row and row["ok"] and row["aslr_warning"] != bool(answer.warnings):
        return f"the model's warnings are {answer.warnings}"
    return _wrong_sets(row)


def _wrong_sets(row: Row) -> str | None:
    """Hold the computed capability sets against what was read from /proc, before sudo and file capabilities."""
    hidden = mask(withheld(row))
    for name, computed in _sets(_situation(row), tuple(FOLDERS)).items():
        if row.get(name) and int(row[name], 16) not in (computed.sure & ~hidden, computed.possible & ~hidden):
            return f"{name} is {row[name]}, the model computes {computed.sure:016x}"
    return None


def _situation(row: Row) -> str:
    return json.dumps({name: row[name] for name in SITUATION if name in row}, sort_keys=True)


# Each situation was measured with many operations: what does not turn on these is computed once.
@lru_cache(maxsize=4096)
def _arrangement(situation: str, folders: tuple[Path, ...]) -> Arrangement:
    row = json.loads(situation)
    host = host_of(row, _profiles(folders))
    flags, apart = row.get("flags") or {}, row.get("target_flags")
    container = _container(json.dumps(flags, sort_keys=True), "app", "target")
    name = flags.get("target", "target")
    target_in = _container(json.dumps(apart, sort_keys=True), name, None) if apart is not None else None
    return Arrangement(container, host, Scene(_tracer(row), _target(row, target_in)))


@lru_cache(maxsize=4096)
def _sets(situation: str, folders: tuple[Path, ...]) -> dict[str, CapabilitySet]:
    arranged = _arrangement(situation, folders)
    assert arranged.host.engine is not None
    tracer, target, _ = tasks_of(*arranged, arranged.host.engine)
    found = {"capbnd": tracer.bounding, "capeff": tracer.sets, "target_capprm": target.sets}
    if tracer.uid.number != 0:  # behind execve nothing but the ambient set is left to it
        found["capamb"] = tracer.sets
    return found


def _tracer(row: Row) -> Process:
    uid, note = int(row["tracer_uid"]), row.get("credentials_note") or ""
    gid = _gid("tracer", note, uid)
    start = Start.EXEC_PRIVILEGED if row.get("exec_privileged") else Start.EXEC
    return Process(
        start=Start.HOST if row.get("scene") == "vmhost" else start,
        user=User(uid, gid),
    )


def _target(row: Row, container: Container | None) -> Process:
    kind = row.get("target")
    if kind is None:
        return Process(start=Start.MAIN, container=container)
    if "target_uid" not in row:  # it could not become that user, so the number that was asked for is nobody's
        return Process(start=Start.MAIN, container=from_flags({}, "nowhere"))
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
    given = json.loads(flags)
    return from_pod(given, name) if "pod" in given and "securityContext" in given else from_flags(given, name, target)


@lru_cache(maxsize=8)
def _profiles(folders: tuple[Path, ...]) -> tuple[AppArmorProfile, ...]:
    found = [path for folder in folders for path in sorted(folder.glob("*.aa"))]
    return tuple(read_profile(path.read_text(encoding="utf-8")) for path in found)


def main(paths: list[str]) -> int:
    """Replay the files, print every disagreement and the agreement by operation; return the exit status."""
    if not paths:
        print(__doc__)
        return 2
    agreed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    depend = 0
    for path in map(Path, paths):
        FOLDERS.extend((path.parent, path.parent / "profiles"))
        for each in disagreements(rows(path), agreed):
            wrong[each.row["op"]] += 1
            depend += each.depends
            print(f"DISAGREES {json.dumps(each.row, sort_keys=True)}\n          {each.problem}")
    for name in sorted(agreed | wrong):
        print(f"{name:32} {agreed[name]:6} of {agreed[name] + wrong[name]:6} agree")
    print(f"{agreed.total()} of {agreed.total() + wrong.total()} rows agree, {depend} depend")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
