"""Odd files do no harm: a small part of what ``python -m tests.fuzz`` tries, and what that once found."""

from __future__ import annotations

import pytest

from tests.fuzz.inputs import FuzzInput, changed
from tests.fuzz.oracles import judged

SERVICE = 'services:\n  a:\n    image: x\n    command: sh -c "gdb -p 1"\n    security_opt: [no-new-privileges:true]\n'
WORKFLOW = "on: push\njobs:\n  a:\n    container: {image: x, options: --privileged}\n    steps:\n"
RUN = "          docker run --cap-add=ALL x strace ls\n"
ONCE_WRONG = {
    "a tab in a word": ("compose.yaml", f"{SERVICE}    volumes: [a\t\tb]\n"),
    "a list for a key": ("compose.yaml", f'{SERVICE}    volumes: ["./x/x", []:/tmp]\n'),
    "carriage returns and a tab": ("compose.yaml", f"{SERVICE}    labels:\n      - a\t\tb\n".replace("\n", "\r")),
    "an anchor with a colon": ("compose.yaml", f"x-a: &a: y\n{SERVICE}"),
    "a text that begins with blanks": (".github/workflows/a.yml", f"{WORKFLOW}      - run: | \n            \n{RUN}"),
    "a tab in a key": (".github/workflows/a.yml", f"{WORKFLOW}      - run: |\n{RUN}    s\tteps: 1\n"),
    "an alias of nothing": (".github/workflows/a.yml", f"{WORKFLOW.replace('{', '{*b, ')}      - run: |\n{RUN}"),
    "a comment that is none": (
        ".devcontainer.json",
        '{\n  "image": "go", # c, "x"],\n  "capAdd": ["ALL",],\n  "securityOpt": ["seccomp=unconfined"]\n}\n',
    ),
}


@pytest.mark.parametrize("what", ONCE_WRONG)
def test_what_was_once_wrong(what: str) -> None:
    path, text = ONCE_WRONG[what]
    assert judged(FuzzInput(path, text.encode(), {})).wrong == []


def test_odd_files_do_no_harm() -> None:
    made = 0
    for number in range(120):
        kind, given = changed("suite", number)
        outcome = judged(given)
        assert (number, kind, outcome.wrong) == (number, kind, [])
        made += outcome.made
    assert made > 20
