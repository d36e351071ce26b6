"""Do what a page says, in a checkout: write and change files, run commands, compare what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tests import markdown

INSTRUCTION = re.compile(r"\b(Write|Append to|Change)\s+`([^`]+)`[^`]*:\s*\Z")


class Step(NamedTuple):
    """One block of a page: what to do, to which file (none for a command), and the block's text.

    ``deed`` is ``write``, ``append to``, ``change``, ``run`` or ``show``; ``line`` is where it starts, for messages.
    """

    deed: str
    path: str
    text: str
    line: int


def steps(page: str) -> Iterator[Step]:
    """Return the steps of ``page``: commands, and the blocks that an instruction stands before. Others are no step."""
    lines = page.splitlines(keepends=True)
    path, deed = "", ""
    for block in markdown.blocks(page):
        if block.language in ("sh", "console"):
            yield Step({"sh": "run", "console": "show"}[block.language], "", block.text, block.line)
            continue
        found = INSTRUCTION.search("".join(lines[: block.line - 1]))
        if found is not None:
            deed, path = found[1].lower(), found[2]
        elif block.language != "diff":  # a second diff is for the same file
            continue
        yield Step(deed, path, block.text, block.line)


def paths_in(page: str) -> set[str]:
    """Return the paths that the steps of ``page`` make or change: whoever follows them sees whether they are there."""
    rules = re.findall(r"capslint\.testing --new (\S+)", page)
    made = {step.path for step in steps(page)}
    folders = {f"{PurePosixPath(path).parent}/" for path in made}
    return made | folders | {f"rules/capslint_rules/{rule.replace('-', '_')}/" for rule in rules}


def do(step: Step, checkout: Path) -> None:
    """Do one step in ``checkout``; raise AssertionError, with the line of the page, where it does not go as told."""
    file = checkout / step.path
    match step.deed:
        case "write":
            assert not file.exists(), f"line {step.line}: {step.path} is there already"
            file.parent.mkdir(exist_ok=True)
            file.write_text(step.text, encoding="utf-8")
        case "append to":
            file.write_text(file.read_text(encoding="utf-8") + step.text, encoding="utf-8")
        case "change":
            file.write_text(changed(file.read_text(encoding="utf-8"), step), encoding="utf-8")
        case "run":
            done = run(step.text, checkout)
            assert done.returncode == 0, f"line {step.line}: {step.text}\n{done.stdout}"
        case "show":
            for command, expected in markdown.session(step.text):
                done = run(command, checkout)
                assert done.returncode in (0, 1), f"line {step.line}: {command}\n{done.stdout}"
                actual = done.stdout.strip("\n")
                assert markdown.matches(expected, actual), f"line {step.line}: {command}\n{actual}"


def changed(text: str, step: Step) -> str:
    """Return ``text`` with the change of a diff without line numbers, whose old lines must be there exactly once."""
    lines = [line if line.strip() else f" {line}" for line in step.text.splitlines(keepends=True)]
    assert all(line[0] in " +-" for line in lines), f"line {step.line}: no diff"
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(old) == 1, f"line {step.line}: not once in {step.path}:\n{old}"
    return text.replace(old, new)


def run(command: str, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as somebody would in a new shell, with nothing of this run in its environment."""
    ours = ("PYTHON", "COV", "CAPSLINT", "VIRTUAL_ENV", "PYTEST", "GIT_")
    values = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # The Python that the environment of this run was made with.
    values["PATH"] = os.pathsep.join([str(Path(sys.base_prefix, "bin")), os.defpath])
    return subprocess.run(
        ["/bin/sh", "-e", "-c", command],
        cwd=checkout,
        env=values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
