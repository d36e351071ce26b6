"""Which files make a project, what they extend and include, and where each part is said to stand."""

from __future__ import annotations

import pytest

from capslint.cst import Mapping, Node, node_at
from capslint.model import Container, Unknown, Via
from tests.unit.formats.reading import containers, outcome, shown, values, where, workloads

A = "services: {a: {cap_add: [A]}}"
B = "services: {a: {cap_add: [B]}, b: {image: b}}"


def _caps(text: str, path: str, files: dict[str, str]) -> list[str]:
    return values(containers(text, path, files)["a"].cap_add)


DISCOVERY = [
    # name of the checked file, other files, capabilities of `a`
    ("compose.yaml", {}, ["A"]),
    ("compose.yaml", {"compose.override.yml": B}, ["A", "B"]),
    ("docker-compose.yaml", {"compose.override.yaml": B}, ["A", "B"]),
    ("docker-compose.yml", {"docker-compose.override.yaml": B}, ["A", "B"]),
    # the first override that is there is read, no other
    (
        "compose.yml",
        {"docker-compose.override.yml": B, "compose.override.yml": "services: {a: {cap_add: [C]}}"},
        ["A", "C"],
    ),
    # a file that Compose would not pick has no override
    ("compose.yml", {"compose.yaml": B, "compose.override.yml": B}, ["A"]),
    ("docker-compose.prod.yml", {"compose.override.yml": B}, ["A"]),
    # the override is checked: its base is read
    ("compose.override.yml", {"compose.yml": B}, ["B", "A"]),
    ("docker-compose.override.yaml", {"compose.yaml": B, "docker-compose.yml": "services: {}"}, ["B", "A"]),
    ("compose.override.yaml", {"compose.override.yml": B, "compose.yml": B}, ["A"]),
    ("compose.override.yml", {}, ["A"]),
    # COMPOSE_FILE of the .env file
    ("dev.yml", {".env": "COMPOSE_FILE=base.yml:dev.yml", "base.yml": B}, ["B", "A"]),
    ("dev.yml", {".env": "COMPOSE_FILE=base.yml;dev.yml\nCOMPOSE_PATH_SEPARATOR=;", "base.yml": B}, ["B", "A"]),
    ("compose.yml", {".env": "COMPOSE_FILE=compose.yml", "compose.override.yml": B}, ["A"]),
    ("other.yml", {".env": "COMPOSE_FILE=base.yml:dev.yml", "base.yml": B}, ["A"]),
]


@pytest.mark.parametrize(("name", "files", "expected"), DISCOVERY)
def test_which_files_belong_together(name: str, files: dict[str, str], expected: list[str]) -> None:
    assert _caps(A, name, files) == expected
    assert _caps(A, f"some/where/{name}", files) == expected


def test_no_service_is_looked_for_among_all(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_through: list[int] = []
    pair = Mapping.pair

    def counted(self: Mapping, key: str) -> tuple[Node, Node] | None:
        looked_through.append(len(self.pairs))
        return pair(self, key)

    monkeypatch.setattr(Mapping, "pair", counted)
    many = 200
    text = "services:\n" + "".join(f"  s{number}: {{image: x}}\n" for number in range(many))
    assert len(containers(text)) == many
    assert sum(looked_through) < 20 * many


def test_a_given_order_wins() -> None:
    from capslint.formats import read
    from tests.unit.formats.reading import Folder, document

    checked = document(A, "compose.yml")
    files = Folder(
        {"../base/b.yml": B, "compose.override.yml": A, "../base/.env": "C=1", "../base/Dockerfile": "FROM x"}
    )
    found = read(checked, files, ("../base/b.yml", "./compose.yml"))
    assert isinstance(found, tuple)
    (a, b) = found[0].containers
    assert (values(a.cap_add), b.document.source.path) == (["B", "A"], "../base/b.yml")


def test_services_of_another_file_say_so() -> None:
    found = containers("services: {b: {cap_add: [B]}}", "x/compose.override.yml", {"compose.yml": "services: {a: }"})
    assert list(found) == ["a", "b"]
    assert found["a"].document.source.path == "x/compose.yml"
    assert found["b"].document.source.path == "x/compose.override.yml"
    assert shown(found["a"], found["a"].header) == "a"
    assert found["b"].privileged.place.document is found["b"].document


HOMES = [
    # the file that says what runs is the one where a grant is added, whichever is checked
    ("{image: x}", "{user: '1'}", "compose.yml"),
    ("{image: x}", "{command: dlv attach 1}", "compose.override.yml"),
    ("{command: a}", "{image: x}", "compose.yml"),
    ("{image: x}", "{image: y}", "compose.override.yml"),
    ("{}", "{}", "compose.yml"),
]


@pytest.mark.parametrize(("base", "over", "home"), HOMES)
def test_the_home_of_a_service_does_not_depend_on_the_file_that_is_checked(base: str, over: str, home: str) -> None:
    texts = {"compose.yml": f"services: {{a: {base}}}", "compose.override.yml": f"services: {{a: {over}}}"}
    for name, text in texts.items():
        found = containers(text, f"x/{name}", {other: texts[other] for other in texts if other != name})["a"]
        assert found.document.source.path == f"x/{home}"
        assert (found.cap_add.via, found.cap_add.place.document) == (Via.ABSENT, found.document)


def test_words_of_another_file_name_it() -> None:
    base = "services: {a: {image: x, entrypoint: [gdb], healthcheck: {test: [CMD, h]}}}"
    over = "services: {a: {image: y}}"
    for name, text, other, beside in [
        ("compose.yml", base, "compose.override.yml", over),
        ("compose.override.yml", over, "compose.yml", base),
    ]:
        found = containers(text, name, {other: beside})["a"]
        assert found.document.source.path == "compose.yml"
        assert [(line.role, line.path) for line in found.commands] == [("command", None), ("healthcheck", None)]
    mixed = containers(base, "compose.yml", {"compose.override.yml": "services: {a: {command: [-p, '1']}}"})["a"]
    assert [shown(mixed, word.span) for word in mixed.commands[0].words] == ["a", "-p", "1"]
    assert (mixed.commands[0].path, mixed.commands[1].path) == (None, "compose.yml")


def test_a_service_that_an_override_takes_away() -> None:
    files = {"compose.override.yml": "services: {a: !reset null, b: !override {image: y}}"}
    found = containers("services: {a: {image: x}, b: {cap_add: [B]}, c: }", "compose.yml", files)
    assert list(found) == ["b", "c"]
    assert found["b"].cap_add.is_absent


EXTENDS = [
    ("services: {a: {extends: b, cap_add: [A]}, b: {cap_add: [B]}}", ["B", "A"]),
    ("services: {a: {extends: {service: b}}, b: {extends: c, cap_add: [B]}, c: {cap_add: [C]}}", ["C", "B"]),
    ("services: {a: {extends: {service: b, file: ./f/x.yml}}}", ["Y", "X"]),
    ("services: {a: {extends: {service: b, file: '${F:-f}/x.yml'}}}", ["Y", "X"]),
    ("x: &x {extends: b}\nservices: {a: {<<: *x}, b: {cap_add: [B]}}", ["B"]),
    ("services: {a: {extends: ~, cap_add: [A]}}", ["A"]),
]
NEIGHBOURS = {
    "f/x.yml": "services: {b: {extends: {service: b, file: ../g/y.yml}, cap_add: [X]}}",
    "g/y.yml": "services: {b: {cap_add: [Y], build: ./ctx, security_opt: [seccomp=p.json]}}",
    "g/ctx/Dockerfile": "FROM deep",
    "p.json": "{}",
}


@pytest.mark.parametrize(("text", "expected"), EXTENDS)
def test_extends(text: str, expected: list[str]) -> None:
    assert _caps(text, "compose.yml", NEIGHBOURS) == expected


def test_paths_of_an_extended_file() -> None:
    # The build context moves with its file, a seccomp profile does not (compose-go: paths/ names no security_opt).
    text = "services: {a: {extends: {service: b, file: f/x.yml}}}"
    found = containers(text, "compose.yml", NEIGHBOURS)["a"]
    assert found.build is not None
    assert found.build.path == "g/ctx/Dockerfile"
    assert not isinstance(found.seccomp.value, Unknown)
    assert found.seccomp.value.contents == "{}"


ODD_EXTENDS = [
    ("services: {a: {extends: b}}", "extends: there is no service 'b' to extend"),
    ("services: {a: {extends: a}}", "extends: 'a' and 'a' extend each other, or too many do in a row"),
    ("services: {a: {extends: b}, b: {extends: a}}", "extend each other, or too many do in a row"),
    ("services: {a: {extends: {file: x.yml}}}", "extends names no service"),
    ("services: {a: {extends: {file: gone.yml, service: b}}}", "extends: gone.yml cannot be read"),
    ("services: {a: {extends: {file: bad.yml, service: b}}}", "extends: bad.yml is not YAML: "),
    ("services: {a: {extends: {file: list.yml, service: b}}}", "extends: list.yml is no mapping"),
    ("services: {a: {extends: [b]}}", "extends takes a string, not a list"),
]


@pytest.mark.parametrize(("text", "problem"), ODD_EXTENDS)
def test_what_cannot_be_extended_is_reported(text: str, problem: str) -> None:
    found, problems = outcome(text, files={"bad.yml": "a: [", "list.yml": "- a"})
    assert found[0].containers[0].name == "a"
    assert problem in problems[0]


@pytest.mark.parametrize("file", ["gone.yml", "https://x/y.yml", "$F/x.yml"])
def test_what_an_unread_file_may_give_is_unknown(file: str) -> None:
    found, _ = outcome(f"services: {{a: {{extends: {{file: '{file}', service: b}}, user: '1'}}}}")
    (a,) = found[0].containers
    assert isinstance(a.privileged.value, Unknown)
    assert isinstance(a.cap_add.value, Unknown)
    assert isinstance(a.seccomp.value, Unknown)
    assert not isinstance(a.user.value, Unknown)
    assert a.devices.value == ()


def test_a_broken_neighbour_is_reported() -> None:
    _, problems = outcome(A, "compose.yml", {"compose.override.yml": "a: ["})
    assert problems[0].startswith("compose.override.yml, which belongs to the same project, is not YAML: ")


def _settings(container: Container) -> list[object]:
    return [value for value in container if hasattr(value, "via")]


def test_every_place_leads_to_its_node() -> None:
    files = {**NEIGHBOURS, "compose.override.yml": "services: {a: {cap_add: [O], privileged: true}}"}
    text = "x: &x {user: '5'}\nservices: {a: {<<: *x, extends: {service: b, file: f/x.yml}, pid: host}}"
    found = containers(text, "compose.yml", files)["a"]
    for setting in (found.cap_add, found.privileged, found.user, found.pid, found.seccomp):
        assert setting.via is not Via.ABSENT
        assert node_at(setting.place.document.root, setting.place.path) is setting.place.node
    assert where(found.user) == "x.user"


LAID_OVER = [
    # name of the checked file, other files, who is below it, the files that `a` is written in
    ("compose.yml", {"compose.override.yml": B}, [], ["compose.yml", "compose.override.yml"]),
    ("compose.override.yml", {"compose.yml": B}, ["compose.yml"], ["compose.yml", "compose.override.yml"]),
    # what the base extends is the base's business, what both extend is everybody's
    (
        "compose.override.yml",
        {"compose.yml": "services: {a: {extends: {file: x.yml, service: a}}}", "x.yml": A},
        ["compose.yml", "x.yml"],
        ["x.yml", "compose.yml", "compose.override.yml"],
    ),
    ("compose.override.yml", {"compose.yml": "include: [x.yml]", "x.yml": B}, ["compose.yml", "x.yml"], None),
]


@pytest.mark.parametrize(("name", "files", "below", "written"), LAID_OVER)
def test_what_is_read_and_not_reported_on(
    name: str, files: dict[str, str], below: list[str], written: list[str] | None
) -> None:
    (workload,) = workloads(A, f"some/{name}", files)
    assert [document.source.path for document in workload.below] == [f"some/{path}" for path in below]
    (container,) = [service for service in workload.containers if service.name == "a"]
    if written is not None:
        assert [part.document.source.path for part in container.parts] == [f"some/{path}" for path in written]


def test_what_a_file_extends_itself_is_reported_on() -> None:
    files = {"compose.yml": "services: {b: {extends: {file: x.yml, service: a}}}", "x.yml": A}
    text = "services: {a: {extends: {file: x.yml, service: a}}}"
    (workload,) = workloads(text, "compose.override.yml", files)
    assert [document.source.path for document in workload.below] == ["compose.yml"]
