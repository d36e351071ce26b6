"""Which findings a comment is about, in every syntax in which files of containers are written."""

from __future__ import annotations

import pytest

from capslint.findings import CheckResult
from capslint.run.check_files import check_text
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of
from capslint.source import Source

SETTINGS = settings_of(RunOptions(no_config=True, extend_select=("reasonless-ignore",)))
RUN = "docker run --privileged --pid=host x strace -p 1"
NOTE = "capslint: ignore[privileged-container] the lab"
STEPS = "on: push\njobs:\n  a:\n    steps:\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"

ACCEPTED = {
    "line.sh": f"{RUN} # {NOTE}\n",
    "above.sh": f"# {NOTE}\n# and more\n{RUN}\n",
    "joined.sh": f"# {NOTE}\ndocker run \\\n  --pid=host \\\n  --privileged x strace -p 1\n",
    "recipe/Makefile": f"x:\n\t# {NOTE}\n\t{RUN}\n",
    "column/Makefile": f"x:\n# {NOTE}\n\t{RUN}\n",
    "justfile": f"x:\n  # {NOTE}\n  {RUN}\n",
    "page.md": f"```sh\n# {NOTE}\n{RUN}\n```\n",
    "unit.container": f"[Container]\nImage=x\n; {NOTE}\nPodmanArgs=--privileged\n",
    "section.container": f"# {NOTE}\n[Container]\nImage=x\nPodmanArgs=--privileged\n",
    "joined.container": f"[Container]\nImage=x\n# {NOTE}\nPodmanArgs=--tls-verify \\\n# why\n  --privileged\n",
    "devcontainer.json": f'{{"image": "x", // {NOTE}\n  /* {NOTE} */\n "privileged": true}}\n',
    "block/devcontainer.json": f'{{"image": "x",\n  /* {NOTE}\n   and more */\n "privileged": true}}\n',
    "before/devcontainer.json": f'{{"image": "x",\n  /* {NOTE} */ "privileged": true}}\n',
    "array/devcontainer.json": f'{{"image": "x",\n  // {NOTE}\n "runArgs": [\n  "--rm",\n  "--privileged"\n ]}}\n',
    "a/.github/workflows/step.yml": (
        f"{STEPS}      # {NOTE}\n      - name: x\n        run: >\n"
        "          docker run --pid=host\n          --privileged x strace -p 1\n"
    ),
    "a/.github/workflows/shell.yml": (f"{STEPS}      - run: |\n          # {NOTE}\n          {RUN}\n"),
    "a/.github/workflows/header.yml": (f"{STEPS}      - run: | # {NOTE}\n          {RUN}\n"),
    "folded.yml": f"# {NOTE}\nservices:\n  a:\n    image: x\n    privileged: true\n",
    "service.yml": f"services:\n  # {NOTE}\n  a:\n    image: x\n    privileged: true\n",
    "tail.yml": f"services:\n  a: # {NOTE}\n    image: x\n    privileged: true\n",
    "anchor.yml": f"services:\n  a: &a # {NOTE}\n    image: x\n    privileged: true\n",
    "flow.yml": f"services:\n  a: {{image: x,\n    # {NOTE}\n    privileged: true}}\n",
    "line.yml": f"services: {{a: {{image: x, privileged: true}}}} # {NOTE}\n",
    "tabs.yml": "services:\n  a:\n    image: x\n    privileged: true\t#\tcapslint:\tignore[privileged-container]\tx\n",
    "crlf.yml": f"services:\r\n  a:\r\n    # {NOTE}\r\n    privileged: true\r\n    image: x\r\n",
    "item.yml": f"{POD}  # {NOTE}\n  - image: x\n    name: a\n    securityContext: {{privileged: true}}\n",
    "dash.yml": f"{POD}  # {NOTE}\n  -\n    name: a\n    securityContext: {{privileged: true}}\n",
    "name.yml": f"{POD}  - image: x\n    # {NOTE}\n    name: a\n    securityContext: {{privileged: true}}\n",
    "named.yml": f"{POD}  - name: a # {NOTE}\n    securityContext: {{privileged: true}}\n",
    "context.yml": f"{POD}  - name: a\n    securityContext: # {NOTE}\n      privileged: true\n",
    "file.yml": f"# licence\n---\n# {NOTE.replace('ignore', 'ignore-file')}\n"
    f"{POD}  - {{name: a, securityContext: {{privileged: true}}}}\n",
    "pattern.yml": "services:\n  a:\n    # capslint: ignore[priv*, x*] why\n    privileged: true\n    image: x\n",
}


def found(path: str, text: str) -> CheckResult:
    result = check_text(SETTINGS, Source(path, text))
    assert result.errors == ()
    return result


def rules(path: str, text: str) -> list[str]:
    told = ("privileged-container", "unused-ignore", "malformed-ignore", "reasonless-ignore")
    return [finding.rule for finding in found(path, text).findings if finding.rule in told]


@pytest.mark.parametrize("path", ACCEPTED)
def test_the_comment_is_about_the_finding(path: str) -> None:
    text = ACCEPTED[path]
    others = {"devcontainer.json": ["unused-ignore"], "pattern.yml": ["malformed-ignore"]}
    assert rules(path, text) == others.get(path, [])
    assert "privileged-container" in rules(path, text.replace("capslint:", "caplint:"))


ELSEWHERE = {
    "above the other one": f"services:\n  # {NOTE}\n  b: {{image: x}}\n  a:\n    image: x\n    privileged: true\n",
    "on the line of a neighbour": f"services:\n  a:\n    image: x # {NOTE}\n    privileged: true\n",
    "above a neighbour": f"services:\n  a:\n    # {NOTE}\n    image: x\n    privileged: true\n",
    "an empty line between": f"services:\n  a:\n    # {NOTE}\n\n    privileged: true\n    image: x\n",
    "below": f"services:\n  a:\n    privileged: true\n    # {NOTE}\n    image: x\n",
    "behind a part of a flow mapping": f"services:\n  a: {{image: x, # {NOTE}\n    privileged: true}}\n",
    "above the first key of a manifest": f"# {NOTE}\n{POD}  - name: a\n    securityContext: {{privileged: true}}\n",
    "on the line of an item's first key": f"{POD}  - image: x # {NOTE}\n"
    f"    name: a\n    securityContext: {{privileged: true}}\n",
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_a_comment_elsewhere_is_about_something_else(case: str) -> None:
    assert sorted(rules("a.yml", ELSEWHERE[case])) == ["privileged-container", "unused-ignore"]


STRINGS = {
    "block.yml": f"services:\n  a:\n    privileged: true\n    image: x\n    command: |\n      # {NOTE}\n      x\n",
    "quoted.yml": f'services:\n  a:\n    privileged: true\n    image: x\n    command: "x\n      # {NOTE}\n      x"\n',
    "here.sh": f"cat <<E\n# {NOTE}\nE\n{RUN}\n",
    "devcontainer.json": f'{{"image": "x # {NOTE}", "privileged": true}}\n',
    "map.yml": f"{POD}  - {{name: a, securityContext: {{privileged: true}}}}\n---\n"
    f"apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    # {NOTE}\n",
}


@pytest.mark.parametrize("path", STRINGS)
def test_the_words_inside_of_a_string_are_no_comment(path: str) -> None:
    assert rules(path, STRINGS[path]) == ["privileged-container"]


def test_what_is_about_the_whole_file_stands_at_its_head() -> None:
    note = "# capslint: ignore-file[privileged-container] the lab\n"
    below = f"services:\n{note}  a:\n    image: x\n    privileged: true\n"
    assert rules("a.yml", below) == ["malformed-ignore", "privileged-container"]
    two = f"{POD}  - {{name: a, securityContext: {{privileged: true}}}}\n---\n"
    assert rules("a.yml", note + two * 2) == []
    assert rules("a.yml", two + note + two) == ["privileged-container", "malformed-ignore", "privileged-container"]


def test_where_a_part_of_the_file_is_unreadable_nothing_is_called_unused() -> None:
    text = f"# {NOTE}\n{POD}  - {{name: a}}\n---\n{POD}  - {{name: [}}\n"
    result = check_text(SETTINGS, Source("a.yml", text))
    assert result.errors
    assert [finding.rule for finding in result.findings] == []
