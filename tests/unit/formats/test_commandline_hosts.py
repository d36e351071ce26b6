"""Command lines in makefiles, justfiles, Markdown, YAML and JSON."""

from __future__ import annotations

import pytest

from capslint.formats import ENDINGS, taker_of
from capslint.formats.commandline import FORMAT
from capslint.model import User
from tests.unit.formats.commandlines import command, containers
from tests.unit.formats.reading import values

WORKFLOW = ".github/workflows/ci.yml"

MAKEFILE = """\
FLAGS = docker run --cap-add=A x
all: # docker run --cap-add=A x
\t@docker run --cap-add=B -e A=$$HOME \\
\t  -v $(PWD):/src x gdb -p $$!
\t-@ docker run --cap-add=C $(IMAGE) gdb
\tdocker run $(FLAGS) --cap-add=D x
\t+sudo docker run --cap-add=E ${REGISTRY}/x:$(TAG) sh -c 'gdb $$1'
"""


def test_makefiles_are_read_by_their_recipes() -> None:
    for path in ("Makefile", "sub/GNUmakefile", "x.mk", "debug.Makefile"):
        found = containers(MAKEFILE, path)
        assert [values(each.cap_add) for each in found] == [["B"], ["C"], ["E"]]
    assert [command(each) for each in found] == [["gdb", "-p", "$!"], ["gdb"], ["sh", "-c", "gdb $1"]]
    assert found[0].mounts.value == ("$(PWD):/src",)


JUSTFILE = """\
x := "docker run --cap-add=A x"
debug arg='y': build
    @docker run --cap-add=B {{image}} gdb {{arg}}
    # docker run --cap-add=C x
    docker run --cap-add=D \\
      x gdb
script:
    #!/usr/bin/env bash
    for i in 1 2; do
      docker run --cap-add=E x gdb
    done
other:
    #!/usr/bin/env python3
    docker run --cap-add=F x
"""


def test_justfiles_are_read_by_their_recipes() -> None:
    assert [values(each.cap_add) for each in containers(JUSTFILE, "justfile")] == [["B"], ["D"], ["E"]]


MARKDOWN = """\
docker run --cap-add=A x
```console
$ docker run --cap-add=B \\
    x gdb
docker run --cap-add=C x
```
~~~sh
docker run --cap-add=D x
~~~
```python
docker run --cap-add=E x
    $ docker run --cap-add=F x
```
Or:

    $ docker run --cap-add=G x
    docker run --cap-add=H x
"""


def test_markdown_is_read_by_its_code_blocks() -> None:
    assert [values(each.cap_add) for each in containers(MARKDOWN, "README.md")] == [["B"], ["D"], ["G"]]


JOBS = """\
jobs:
  test:
    container: {image: 'gcc:12', options: "--cap-add SYS_PTRACE --user 1001"}
    services:
      db: {image: postgres, options: --privileged}
    steps:
      - run: strace -f ./a
      - run: Write-Host
        shell: pwsh
      - uses: x
  plain: {container: gcc, steps: [{run: gdb -p 1}]}
  windows: {runs-on: windows-2022, container: gcc, steps: [{run: gdb}]}
  lines:
    runs-on: [self-hosted, linux]
    steps:
      - run: |
          make
          docker run \\
            --cap-add=B "${{ env.IMAGE }}" gdb
      - run: >-
          docker run
          --cap-add=C
          x gdb
      - run: "docker run --cap-add=D x sh -c \\"gdb a\\""
"""


def test_workflows_are_read_by_their_steps_and_containers() -> None:
    found = {each.label: each for each in containers(JOBS, WORKFLOW)}
    assert set(found) == {
        *("docker run ${{ env.IMAGE }}", "docker run x", "jobs.test", "jobs.db", "jobs.plain"),
    }
    test = found["jobs.test"]
    assert (values(test.cap_add), test.image.value, test.user.value) == (["SYS_PTRACE"], "gcc:12", User(1001))
    assert [[word.text for word in line.words] for line in test.commands] == [["sh", "-c", "strace -f ./a"]]
    assert [line.role for line in found["jobs.plain"].commands] == ["step"]
    assert (found["jobs.db"].privileged.value, found["jobs.db"].commands) == (True, ())
    assert [values(each.cap_add) for each in containers(JOBS, WORKFLOW)[:3]] == [["B"], ["C"], ["D"]]


def test_what_starts_nothing_is_told_without_reading_it() -> None:
    starting = [
        *("docker run x", "podman\\\n create x", "docker compose run x", "jobs: {a: {container: x}}"),
        *('{"jobs": {"a": {"container": "x"}}}', "jobs:\n  a:\n    services: {b: {image: x}}"),
    ]
    assert all(FORMAT.mentions(text) for text in starting)
    others = ["docker ps", "docker build . # runs", "npm run x", "container: x", "jobs: {a: {steps: []}}", ""]
    assert [text for text in others if FORMAT.mentions(text)] == []


def test_other_yaml_and_json_is_read_by_its_scripts() -> None:
    line = "docker run --cap-add=A x gdb"
    for path, text in {
        ".gitlab-ci.yml": f"before_script: ['{line}']\njob:\n  script:\n    - - {line}\n  after_script: {line}\n",
        "sub/Taskfile.yml": f"tasks:\n  a: {{cmds: [{{cmd: {line}}}, '{line}', {{task: b}}]}}\n  b: {line}\n",
        "action.yml": f"runs: {{steps: [{{run: {line}, shell: bash}}, {{run: '{line}'}}, {{run: {line}}}]}}\n",
        "package.json": f'{{"scripts": {{"a": "{line}", "b": "x && {line}", "c": "sudo {line}", "d": 1}}}}',
    }.items():
        assert [values(each.cap_add) for each in containers(text, path)] == [["A"]] * 3, path


def test_files_are_known_by_name_place_and_first_line() -> None:
    taken = ["a.sh", "a.bash", "Makefile", "a.mk", "justfile", "package.json", "x/.github/workflows/a.yaml", "a.md"]
    assert all(taker_of(path, "") is not None for path in taken)
    others = ["a.yml", "a.json", "compose.yaml", ".github/a.yml", "a.py", "Dockerfile", "start"]
    assert all(taker_of(path, "") is None for path in others)
    assert taker_of("start", "#!/usr/bin/env bash\n") is not None
    assert taker_of("start", "#!/usr/bin/env python3\n") is None
    assert {".sh", "Makefile"} <= set(ENDINGS)
    assert ".md" not in ENDINGS


@pytest.mark.parametrize("nothing", ["", "~", "null", "''", '""'])
def test_a_job_whose_container_is_nothing_runs_on_the_host(nothing: str) -> None:
    assert containers(f"jobs:\n  a:\n    container: {nothing}\n    steps: [{{run: gdb -p 1}}]\n", WORKFLOW) == []
