"""The whole program over real files: nothing crashes, every file is accounted for, and every fix keeps the rest.

Set CAPSLINT_CORPUS to a folder with real Compose files and manifests to run it.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import json5
import pytest

from capslint.cst import Alias, Mapping, Node, Scalar, Sequence
from capslint.cst.parse import parse
from capslint.formats.jsonc.read_jsonc import read_jsonc
from capslint.source import Source
from tests.corpus.count_findings import findings_in

CORPUS = os.environ.get("CAPSLINT_CORPUS")
pytestmark = [
    pytest.mark.skipif(not CORPUS, reason="CAPSLINT_CORPUS names no folder of real files"),
    pytest.mark.xdist_group("corpus"),
]
ENDINGS = (".yml", ".yaml", ".json")
DEV_CONTAINERS = ("devcontainer.json", "devcontainer-feature.json")

# What a line may be about that a fix changes: grants, what holds them, and comments beside them.
_ABOUT = re.compile(
    rb"^\s*(-\s|[\[\]{},]|#|$|\"[^\":]*\",?$)"
    rb"|cap_add|cap_drop|security_opt|privileged|pid|[cC]apabilities|add\"?:|drop\"?:|[sS]ecurityContext"
    rb"|seccomp|localhostProfile|apparmor|AppArmor|procMount|type\"?:|host(PID|IPC|Network|Users)|shareProcess|annotations"
    rb"|allowPrivilegeEscalation|runAs|readOnlyRoot|capAdd|securityOpt|runArgs"
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("real") / "corpus"
    shutil.copytree(str(CORPUS), copy, symlinks=True, copy_function=shutil.copyfile)
    for folder, _, _ in os.walk(copy):
        os.chmod(folder, 0o755)
    return copy


def capslint(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "capslint", *arguments, "--no-config"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=600, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"internal error" not in done.stdout + done.stderr
    return done


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in ENDINGS}


def test_every_file_is_accounted_for(real: Path) -> None:
    before = read_all(real)
    done = capslint("check", "--format", "json", "--verbose", ".", cwd=real)
    made: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode in (0, 1, 2)
    assert (done.returncode == 2) is bool(made["errors"])
    accounted = made["summary"]["files_checked"] + made["summary"]["files_skipped"]
    wholly_broken = {one["path"] for one in made["errors"]} - {one["path"] for one in made["findings"]}
    assert accounted <= len(before) <= accounted + len(wholly_broken)
    assert read_all(real) == before


def test_nobody_is_told_by_default_of_what_something_else_explains(real: Path) -> None:
    told = findings_in(str(real))
    explained = [found for found in told if "for something other than debugging" in (found["withheld"] or "")]
    assert explained
    assert {found["level"] for found in explained} == {"pedantic"}
    shown = json.loads(capslint("check", "--format", "json", ".", cwd=real).stdout)
    assert shown["findings"] == [found for found in told if found["level"] == "regular"]
    assert shown["summary"]["held_back"] == len(told) - len(shown["findings"])


def test_every_fix_keeps_the_rest_and_is_the_last(real: Path) -> None:
    before = read_all(real)
    capslint("fix", "--unsafe", ".", cwd=real)
    after = read_all(real)
    changed = [path for path in before if before[path] != after[path]]
    assert changed
    for path in changed:
        _compare(path, before[path], after[path])
    capslint("fix", "--unsafe", ".", cwd=real)
    assert read_all(real) == after


def _compare(path: str, before: bytes, after: bytes) -> None:
    old, new = _lines(path, before), _lines(path, after)
    for kind, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            strange = [line for line in (*old[start:end], *new[first:last]) if not _ABOUT.search(line)]
            assert not strange, (path, strange)
    assert before.endswith(b"\n") == after.endswith(b"\n") or not new, path
    assert (b"\r\n" in before) == (b"\r\n" in after), path
    if path.endswith(DEV_CONTAINERS):
        assert read_jsonc(Source(path, after.decode()), "")[1], path
        assert json5.loads(after.decode()), path
    else:
        assert ours(after) == theirs(after), path


def _lines(path: str, data: bytes) -> list[bytes]:
    """Return the lines; in JSON without the comma behind an item, which goes where the item becomes the last."""
    lines = data.splitlines(keepends=True)
    return [re.sub(rb",(?=\r?\n\Z)", b"", line) for line in lines] if path.endswith(".json") else lines


def ours(data: bytes) -> list[Any]:
    return [_plain(one.root) for one in parse(Source.decode("file", data)) if one.root is not None]


def _plain(node: Node | None) -> Any:
    if isinstance(node, Mapping):
        return [("map", _plain(key), _plain(value)) for key, value in node.pairs]
    if isinstance(node, Sequence):
        return ["seq", *(_plain(item) for item in node.items)]
    if isinstance(node, Alias):
        return _plain(node.target)
    assert isinstance(node, Scalar)
    return node.value


def theirs(data: bytes) -> list[Any]:
    from ruamel.yaml import YAML

    reader = YAML(typ="safe", pure=True)
    reader.composer.warn_double_anchors = False
    return [_foreign(root) for root in reader.compose_all(data.decode("utf-8-sig")) if not _is_empty(root)]


def _is_empty(node: Any) -> bool:
    return node is None or (isinstance(node.value, str) and node.value == "")


def _foreign(node: Any) -> Any:
    from ruamel.yaml.nodes import MappingNode, SequenceNode

    if isinstance(node, MappingNode):
        return [("map", _foreign(key), _foreign(value)) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return ["seq", *(_foreign(item) for item in node.value)]
    return node.value
