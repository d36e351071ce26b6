"""The Containerfile, read with a parser: who runs, and what is copied.

`tests/engine` builds it where there is an engine.
"""

from __future__ import annotations

import fnmatch
import json
import tomllib
from io import BytesIO

from dockerfile_parse import DockerfileParser

from tests.places import ROOT

TEXT = (ROOT / "Containerfile").read_bytes()
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()


def instructions() -> list[tuple[str, str]]:
    parser = DockerfileParser(fileobj=BytesIO(TEXT))
    return [(each["instruction"], each["value"]) for each in parser.structure if each["instruction"] != "COMMENT"]


def test_it_runs_as_nobody_and_looks_at_what_is_mounted() -> None:
    last = instructions()[[name for name, _ in instructions()].index("FROM", 3) :]
    said = dict(last)
    assert said["USER"].partition(":")[0] not in ("", "0", "root")
    assert said["WORKDIR"] == "/src"
    assert (json.loads(said["ENTRYPOINT"]), json.loads(said["CMD"])) == (["capslint"], ["check"])
    assert [value for name, value in last if name == "COPY"] == ["--from=build /opt/capslint /opt/capslint"]
    assert [name for name, _ in last if name == "USER"] == ["USER"]  # nobody is root again behind it


def test_the_builder_gets_what_a_wheel_is_made_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = [
        *wheel["packages"],
        *wheel["shared-data"],
        "pyproject.toml",
        "hatch_build.py",
        "README.md",
    ]
    wanted += project["project"]["license-files"]
    assert IGNORED[0] == "*"
    let_in = [row.removeprefix("!") for row in IGNORED if row.startswith("!")]
    assert [
        path for path in wanted if not any(fnmatch.fnmatch(path, row) or path.startswith(f"{row}/") for row in let_in)
    ] == []
    assert {".git", "tests", ".venv", "examples"}.isdisjoint(let_in)
