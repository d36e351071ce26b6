"""Every line of a block of commands, in the README and on the pages, is run here or by a test that is named here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests import markdown
from tests.cli.running import WIDE
from tests.places import ROOT
from tests.user_pages import PAGES, commands, made, run

TEXTS = PAGES | {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "docs" / "found-hosts.md", *sorted((ROOT / "docs" / "named-hosts").glob("*.md")))
}
RUN_BY = {
    "python3 examples/try.py": "tests/test_setup.py",
    "python3 tests/run.py": "tests/test_setup.py",
    "pipx install .": "tests/packaging/test_distribution.py",  # by pip, which pipx asks
    "python3 -m venv build/capslint": "tests/packaging/test_ci_page.py",
    "build/capslint/bin/": "tests/packaging/test_ci_page.py",
    "docker build ": "tests/engine/test_container_image.py",
    "docker run ": "tests/engine/test_container_image.py",
    'eval "$(_CAPSLINT_COMPLETE=': "tests/cli/test_completion.py",
    "_CAPSLINT_COMPLETE=": "tests/cli/test_completion.py",
    "pip install 'capslint[cluster]'": "tests/packaging/test_distribution.py",
    "capslint host --context NAME": "tests/cli/test_cluster.py",
    "capslint check --context NAME": "tests/cli/test_cluster.py",
    "capslint explain --context NAME": "tests/cli/test_cluster.py",
}
"""What begins a command that needs more than a folder and capslint, and the test that runs it."""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: api}
spec: {containers: [{name: api, image: x, command: [strace, ls]}]}
"""
OTHERS = {
    "helm": f"cat <<'END'\n{POD}END\n",
    "kubectl": f"cat <<'END'\n{POD}END\n",
    "reviewdog": "exec grep -q diagnostics\n",
}
"""Programs of others at the ends of pipes: those in front print a manifest, the one behind reads a report."""


def is_run_elsewhere(line: str) -> bool:
    return any(line.startswith(start) for start in RUN_BY)


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder in which the commands of a page run, one behind the other."""

    @cache
    def folder_for(page: str) -> Path:
        wide = dict.fromkeys(("compose.yaml", "compose.prod.yaml", "deploy/compose.yaml"), WIDE)
        others = {f"bin/{name}": f"#!/bin/sh\n{script}" for name, script in OTHERS.items()}
        texts = {**wide, **others, **dict(markdown.files(TEXTS[page]))}
        folder = made(tmp_path_factory.mktemp("commands") / "work", texts)
        for name in OTHERS:
            (folder / "bin" / name).chmod(0o755)
        return folder

    return folder_for


@pytest.mark.parametrize("page", sorted(page for page, text in TEXTS.items() if commands(text)))
def test_commands_run(page: str, folder_of: Callable[[str], Path]) -> None:
    for line in commands(TEXTS[page]):
        if not is_run_elsewhere(line):
            said = run(f'PATH="$PWD/bin:$PATH"; {line}', folder_of(page))
            assert "error: " not in said.replace("error: privileged", ""), f"{page}: {line}\n{said}"


def test_what_is_run_elsewhere_is_shown_and_has_its_test() -> None:
    lines = [line for text in TEXTS.values() for line in commands(text)]
    assert {start for start in RUN_BY if not any(line.startswith(start) for line in lines)} == set()
    assert {test for test in RUN_BY.values() if not (ROOT / test).is_file()} == set()
    assert sum(not is_run_elsewhere(line) for line in lines) > 30


@pytest.mark.parametrize("title", ["", ' title="a b.yaml"'])
def test_a_block_with_a_title_ends_where_it_ends(title: str) -> None:
    """The block behind it is one of its own, and not what stands between them."""
    page = f"```yaml{title}\nx: 1\n```\n\nwords\n\n```console\n$ ls\n```\n"
    assert [(block.language, block.text) for block in markdown.blocks(page)] == [
        ("yaml", "x: 1\n"),
        ("console", "$ ls\n"),
    ]
