"""What a file includes: whose folder and variables count, which names may meet, and what cannot be included."""

from __future__ import annotations

import pytest

from capslint.model import PidMode, PidNamespace, User, Via
from tests.unit.formats.reading import containers, outcome, values, workloads

INCLUDED = {
    "i/one.yml": "include: [two.yml]\nservices: {i: {cap_add: ['${V}'], build: .}}",
    "i/two.yml": "services: {j: {cap_add: [J]}}",
    "p/two.yml": "services: {j: {cap_add: [J]}}",  # included relative to the project directory
    "i/over.yml": "services: {i: {cap_add: [O]}}",
    "i/.env": "V=from-i\n",
    "i/Dockerfile": "FROM included",
    "p/.env": "V=from-p\n",
    "e.env": "V=from-e\n",
}
INCLUDES = [
    ("[i/one.yml]", ["from-i"]),
    ("[{path: i/one.yml}]", ["from-i"]),
    ("[{path: [i/one.yml, i/over.yml]}]", ["from-i", "O"]),
    ("[{path: i/one.yml, project_directory: p}]", ["from-p"]),
    ("[{path: i/one.yml, env_file: e.env}]", ["from-e"]),
    ("[{path: i/one.yml, env_file: [i/.env, e.env]}]", ["from-e"]),
]


@pytest.mark.parametrize(("include", "expected"), INCLUDES)
def test_include(include: str, expected: list[str]) -> None:
    found = containers(f"include: {include}\nservices: {{a: {{pid: 'service:i'}}}}", files=INCLUDED)
    assert list(found) == ["j", "i", "a"]
    assert values(found["i"].cap_add) == expected
    assert (found["i"].image.via, found["j"].cap_add.via) == (Via.ABSENT, Via.INCLUDE)
    assert found["i"].document.source.path == "i/one.yml"
    assert found["a"].pid.value == PidMode(PidNamespace.CONTAINER, "i")


def test_the_including_projects_variables_win() -> None:
    found = containers("include: [i/one.yml]\nservices: {a: }", files={**INCLUDED, ".env": "V=mine"})
    assert values(found["i"].cap_add) == ["mine"]


def test_an_included_service_is_extended_and_overridden() -> None:
    files = {**INCLUDED, "compose.override.yml": "services: {j: {cap_add: [K]}}"}
    found = containers("include: [i/two.yml]\nservices: {a: {extends: j, cap_add: [A]}}", files=files)
    assert values(found["a"].cap_add) == ["J", "A"]
    assert values(found["j"].cap_add) == ["J", "K"]


def test_a_file_of_includes_alone_is_ours() -> None:
    assert list(containers("include: [i/two.yml]", files=INCLUDED)) == ["j"]


@pytest.mark.parametrize(
    ("include", "problem"),
    [
        ("[gone.yml]", "include: gone.yml cannot be read"),
        ("[loop.yml]", "include: gone.yml cannot be read"),
        ("i/one.yml", "include takes a list"),
        ("[[x]]", "include: x cannot be read"),
    ],
)
def test_what_cannot_be_included_is_reported(include: str, problem: str) -> None:
    _, problems = outcome(f"include: {include}\nservices: {{a: }}", files={"loop.yml": "include: [gone.yml]"})
    assert problems == ([problem] if include != "[loop.yml]" else [])


@pytest.mark.parametrize(
    ("own", "includes", "problem"),
    [
        ("{}", "i/two.yml", "Compose refuses service 'j': an included file has another one of this name"),
        ("{cap_add: [J]}", "i/two.yml", None),
        ("{cap_add: ['J']}", "i/two.yml", None),
        (
            "{cap_add: [J, K]}",
            "i/two.yml",
            "Compose refuses service 'j': an included file has another one of this name",
        ),
        (None, "i/two.yml, p/two.yml", None),
        (None, "i/two.yml, other.yml", "Compose refuses to include two services 'j' that are not the same"),
    ],
)
def test_a_service_of_one_name_is_included_only_if_it_is_the_same(
    own: str | None, includes: str, problem: str | None
) -> None:
    """Source: compose-go ``loader/include.go``, importResource."""
    files = {**INCLUDED, "i/two.yml": INCLUDED["p/two.yml"], "other.yml": "services: {j: {cap_add: [L]}}"}
    services = "{a: }" if own is None else f"{{a: , j: {own}}}"
    _, problems = outcome(f"include: [{includes}]\nservices: {services}", files=files)
    assert (problems == []) if problem is None else problems[0].startswith(problem)


def test_another_file_of_the_project_may_add_to_an_included_service() -> None:
    files = {"compose.yml": "include: [x.yml]", "x.yml": "services: {j: {cap_add: [J]}}"}
    _, problems = outcome("services: {j: {cap_add: [K]}}", "compose.override.yml", files)
    assert problems == []
    (found,) = containers("services: {j: {cap_add: [K]}}", "compose.override.yml", files).values()
    assert values(found.cap_add) == ["J", "K"]


def test_an_include_cycle_ends() -> None:
    files = {"x.yml": "include: [y.yml]\nservices: {x: }", "y.yml": "include: [x.yml]\nservices: {y: }"}
    found, _ = outcome("include: [x.yml]\nservices: {a: }", files=files)
    assert sorted(container.name for container in found[0].containers) == ["a", "x", "y"]
    own, problems = outcome("include: [compose.yml]\nservices: {a: }")
    assert [container.name for container in own[0].containers] == ["a"]
    assert problems == ["include: compose.yml includes itself, or too many files include one another"]


AROUND = "include: [{path: [x/base.yml, x/part.yml]}]\nservices: {a: {image: x}}"
BASE = "services: {i: {command: strace -p 1, build: .}}"
PART = "services: {i: {cap_add: ['${V}']}, j: {extends: {file: more.yml, service: k}}}"


@pytest.mark.parametrize(
    ("around", "files", "is_part"),
    [
        ("../compose.yaml", {}, True),
        ("../docker-compose.yml", {}, True),
        ("../compose.yml", {"../compose.yaml": "services: {a: {image: x}}"}, False),  # the other one is read
        ("../compose.yml", {"docker-compose.yml": "services: {a: {image: x}}"}, False),  # the nearest project
        ("../stack.yml", {}, False),
        ("../../compose.yaml", {}, False),  # outside of the repository
    ],
)
def test_an_included_file_is_read_as_a_part_of_the_nearest_project(
    around: str, files: dict[str, str], is_part: bool
) -> None:
    include = AROUND.replace("x/", "here/")
    beside = {around: include, "base.yml": BASE, "more.yml": "services: {k: {user: '1'}}", ".env": "V=BPF"}
    found = containers(PART, "part.yml", {**beside, "../here/.env": "V=BPF", **files})
    assert sorted(found) == (["a", "i", "j"] if is_part else ["i", "j"])
    assert bool(found["i"].commands) is is_part
    assert values(found["i"].cap_add) == ["BPF"]
    assert found["j"].user.value == User(1)


def test_of_an_included_file_s_project_that_file_alone_is_reported_on() -> None:
    beside = {"compose.yaml": AROUND.replace("x/", ""), "base.yml": BASE, "more.yml": "services: {k: {user: '1'}}"}
    (workload,) = workloads(f"cap_add: [X]\n{PART}", "dir/part.yml", beside)
    assert sorted(document.source.path for document in workload.below) == ["dir/base.yml", "dir/compose.yaml"]
    assert [field.name for container in workload.containers for field in container.misplaced] == ["cap_add"] * 3


def test_a_project_that_includes_others_leaves_a_file_alone() -> None:
    beside = {"compose.yaml": AROUND.replace("x/part", "other").replace("x/", ""), "base.yml": BASE, "other.yml": PART}
    assert list(containers(PART, "part.yml", {**beside, "more.yml": "services: {k: {}}"})) == ["i", "j"]
    # A file with a name that Compose looks for is a project of its own.
    own = {**beside, "../compose.yaml": "include: [{path: [here/base.yml, here/compose.yml]}]"}
    del own["compose.yaml"]
    assert not containers("services: {i: {image: x}}", "compose.yml", own)["i"].commands
