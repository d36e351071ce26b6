"""The property of ``tests/test_least_privilege.py`` over real files: with their own debuggers, and with one put in.

Few public files start a debugger, and many hold the grants that are given for one. So each container with a grant gets
a debugger for its command, the file's text being left as it is otherwise.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from capslint import formats
from capslint.check import Options, check_source
from capslint.cst import Document, node_at
from capslint.cst.changes import Change, Insert, Replace, Value
from capslint.cst.editing import plan
from capslint.cst.parse import YamlError, parse
from capslint.edits import TextEdit, Withheld, apply_edits
from capslint.model import Container, Host, Starter
from capslint.source import Source, SourceError
from capslint.source.files import NeighbourFiles
from tests.corpus.test_real_files import CORPUS, ENDINGS, pytestmark
from tests.privilege.fixed import problems
from tests.privilege.left_over import grants

__all__ = ["pytestmark"]
FEWEST, FEWEST_PUT_IN = 5, 100
"""Fewer files than these: the search for them is broken. The corpus that this was written with has 8 and some 200."""
DEBUGGERS: tuple[list[Value], ...] = (
    ["strace", "-f"],
    ["strace", "-p", "1"],
    ["gdb", "-p", "1"],
    ["dlv", "exec", "/app"],
    ["py-spy", "dump", "--pid", "1"],
    ["perf", "record"],
    ["tcpdump", "-i", "eth0"],
)


def sources() -> Iterator[Source]:
    for path in sorted(Path(str(CORPUS)).rglob("*")):
        if path.suffix in ENDINGS and path.is_file() and formats.taker_of(str(path), "") is None:
            try:
                source = Source.decode(str(path), path.read_bytes())
            except SourceError:
                continue
            if formats.is_relevant(source.text):
                yield source


def neighbours(source: Source) -> NeighbourFiles:
    return NeighbourFiles(os.path.dirname(source.path))


def wrong(found: list[Source]) -> dict[str, list[str]]:
    told = {one.path: problems(one.text, neighbours(one), Host(), one.path) for one in found}
    return {os.path.relpath(path, str(CORPUS)): said for path, said in told.items() if said}


def test_files_that_start_a_debugger() -> None:
    options = Options((), measure=True)
    checked = ((one, check_source(one, options, neighbours(one))) for one in sources())
    found = [one for one, result in checked if not all(ability.is_implied for ability in result.abilities)]
    assert len(found) >= FEWEST
    assert wrong(found) == {}


def test_files_with_a_debugger_put_in() -> None:
    turn = itertools.cycle(DEBUGGERS)
    found = [changed for one in sources() if (changed := with_debugger(one, turn)) is not None]
    assert len(found) >= FEWEST_PUT_IN
    assert wrong(found) == {}


def with_debugger(source: Source, turn: Iterator[list[Value]]) -> Source | None:
    """Return ``source`` with debuggers for the commands of its containers that hold a grant; None if there are none."""
    try:
        documents = parse(source)
    except YamlError:
        return None
    edits: list[TextEdit] = []
    for document in documents:
        workloads = formats.read(document, neighbours(source)) if document.root is not None else ()
        for workload in () if isinstance(workloads, formats.NotOurs) else workloads:
            for container in workload.containers:
                if container.document is document and any(grants(container)):
                    made = plan(document, (_command(document, container, next(turn)),))
                    edits += [] if isinstance(made, Withheld) else made
    try:
        return source.with_text(apply_edits(source.text, tuple(sorted(edits)))) if edits else None
    except ValueError:
        return None  # two containers are one anchored node


def _command(document: Document, container: Container, words: list[Value]) -> Change:
    key = "entrypoint" if container.starter is Starter.ENGINE else "command"
    path = (*container.path, key)
    return Replace(path, words) if node_at(document.root, path) is not None else Insert(path, words)
