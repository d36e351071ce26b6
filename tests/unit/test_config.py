"""Settings files: what is read, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from capslint.api.rule import Fixes, Group, Rule, RuleMeta
from capslint.config import Config, ConfigError, discover, load_config
from capslint.config.host_values import parse_engine, parse_version
from capslint.config.policy import Choice, severities
from capslint.findings import Severity
from capslint.model import Engine, Host, Lsm, PodSecurity

EVERYTHING = """
select = ["a"]
extend-select = ["b"]
ignore = ["c"]
exclude = ["vendor/", "*.gen.yml"]
engine = "docker@20.10.24"
kernel = "6.1"
lsm = "apparmor"
ptrace-scope = 1
perf-event-paranoid = -1
unprivileged-bpf-disabled = 2
mmap-rnd-bits = 28
container-selinux = "2.237"
arch = "arm64"
debian-perf = true
userns-remap = false
rootless = true
kubelet-seccomp-default = true
pod-security = "baseline@v1.30"
"""
HOST = Host(
    *(Engine.DOCKER, (20, 10, 24), (6, 1), 1, Lsm.APPARMOR, -1, 2, False, True, (2, 237), 28),
    pod_security=PodSecurity("baseline", "v1.30", None),
    arch="arm64",
    debian_perf=True,
    rootless=True,
)


def test_every_key_is_read(tmp_path: Path) -> None:
    path = tmp_path / ".capslint.toml"
    path.write_text(EVERYTHING)
    facts = {name: value for name, value in HOST._asdict().items() if value not in (None, ())}
    expected = Config(str(path), str(tmp_path), ("a",), ("b",), ("c",), ("vendor/", "*.gen.yml"), facts)
    assert load_config(str(path)) == expected
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert discover(str(tmp_path / "a" / "b")) == expected


def test_every_fact_of_a_host_can_be_set() -> None:
    # Profiles of AppArmor are known from elsewhere; none is the same as not known.
    unset = [name for name, value in HOST._asdict().items() if value is None or value == ()]
    assert unset == ["apparmor_profiles", "each"]


def test_the_nearest_file_counts_and_pyproject_only_with_our_table(tmp_path: Path) -> None:
    below = tmp_path / "a"
    below.mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.capslint]\nignore = ['x']\n")
    (below / "pyproject.toml").write_text("[project]\ndependencies = ['capslint']\n")
    assert discover(str(below)).ignore == ("x",)
    (below / "pyproject.toml").write_text("[tool.capslint]\n")
    assert discover(str(below)) == Config(str(below / "pyproject.toml"), str(below))
    (below / ".capslint.toml").write_text("ignore = ['y']\n")
    assert discover(str(below)).ignore == ("y",)
    assert load_config(str(tmp_path / "pyproject.toml")).ignore == ("x",)


@pytest.mark.parametrize(
    "text",
    ["[tool]\ncapslint.ignore = ['x']", "[ tool . capslint ]\nignore = ['x']", "[tool]\ncapslint = {ignore = ['x']}"],
)
def test_our_table_can_be_spelled_in_every_way_of_toml(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert discover(str(tmp_path)).ignore == ("x",)


def test_paths_in_a_linked_file_start_where_the_link_is(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    shared, project = tmp_path / "shared", tmp_path / "project"
    shared.mkdir()
    project.mkdir()
    (shared / "capslint.toml").write_text("exclude = ['vendor/']\n")
    (project / ".capslint.toml").symlink_to("../shared/capslint.toml")
    (tmp_path / "to").symlink_to("project")
    assert discover(str(project)).folder == str(project)
    assert load_config(str(tmp_path / "to/.capslint.toml")).folder == str(project)


def test_no_file_is_no_settings(tmp_path: Path) -> None:
    assert discover("/") == Config()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("selct = []", "unknown key 'selct'; did you mean 'select'?"),
        ("qqq = 1", "unknown key 'qqq'"),
        ("select = 'a'", "select is not a list of strings"),
        ("ignore = [1]", "ignore is not a list of strings"),
        ("engine = 'dokcer'", "there is no engine 'dokcer': it is one of docker, containerd, cri-o, podman; did you"),
        ("engine = 'docker@new'", "'new' is not a version of the engine"),
        ("kernel = 6.1", "kernel is not a string"),
        ("kernel = 'x'", "'x' is not a version of the kernel, such as 6.1"),
        ("arch = 'sparc'", "arch is one of amd64, arm64"),
        ("lsm = 'tomoyo'", "lsm is one of apparmor, selinux, none"),
        ("ptrace-scope = 4", "ptrace-scope is not a number from 0 to 3"),
        ("ptrace-scope = true", "ptrace-scope is not a number from 0 to 3"),
        ("pod-security = 'basline'", "there is no pod-security level 'basline': it is one of privileged, baseline"),
        ("pod-security = 'baseline@new'", "'new' is not a version of the pod-security, such as 6.1"),
        ("userns-remap = 1", "userns-remap is not true or false"),
        ("a = [", ": not TOML: Invalid value"),
        (f"ptrace-scope = {'9' * 5000}", ": not TOML: Exceeds the limit"),
        (f"a = {'[' * 100_000}", ": nested too deeply"),
        (f"kernel = '{'9' * 5000}'", " is not a version of the kernel"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / ".capslint.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    assert str(caught.value).startswith(f"{path}:")
    assert words in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_config(str(tmp_path / "missing.toml"))
    (tmp_path / "latin.toml").write_bytes(b"\xe9")
    with pytest.raises(ConfigError, match="decode"):
        load_config(str(tmp_path / "latin.toml"))
    (tmp_path / "pyproject.toml").write_text("[tool]\ncapslint = 1  # tool.capslint\n")
    with pytest.raises(ConfigError, match=r"tool\.capslint is not a table"):
        discover(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("6.1", (6, 1)),
        ("v1.7.2", (1, 7, 2)),
        ("6.1.0-18-amd64", (6, 1, 0, 18)),
        ("4.4.0+rc1", (4, 4, 0)),
        ("29", (29,)),
    ],
)
def test_versions(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text, "kernel") == version


@pytest.mark.parametrize("text", ["", ".", "six", "1234567890", "\u0666.\u0661", "²"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_version(text, "kernel")


def test_engines() -> None:
    assert parse_engine("cri-o") == (Engine.CRIO, None)
    assert parse_engine("podman@5.0") == (Engine.PODMAN, (5, 0))
    with pytest.raises(ConfigError):
        parse_engine("docker@")


def _rule(name: str, opt_in: bool = False) -> Rule:
    return Rule(RuleMeta(name, "s", Severity.INFO, Fixes.NEVER, "1", opt_in=opt_in), lambda container, ctx: iter(()))


@pytest.mark.parametrize(
    ("select", "extend", "ignore", "expected"),
    [
        (None, (), (), "ab"),
        (None, ("z",), (), "abz"),
        (None, (), ("a",), "b"),
        (("a",), (), (), "a"),
        (("a", "z"), ("b",), ("a",), "bz"),
        ((), (), (), ""),
    ],
)
def test_which_rules_run(
    select: tuple[str, ...] | None, extend: tuple[str, ...], ignore: tuple[str, ...], expected: str
) -> None:
    rules = (_rule("a"), _rule("b"), _rule("z", opt_in=True))
    choice = Choice(select, extend, ignore)
    assert "".join(rule.meta.id for rule in rules if choice.takes(rule.meta)) == expected


BROKEN = """\
levl = 1
[severity]
broad = "erro"

[[overrides]]
paths = []
kernal = "6"
[[overrides]]
level = "regular"
"""


@pytest.mark.parametrize(
    ("name", "prefix", "line"), [(".capslint.toml", "", 0), ("pyproject.toml", "tool.capslint.", 2)]
)
def test_every_mistake_is_told_with_its_place(tmp_path: Path, name: str, prefix: str, line: int) -> None:
    path = tmp_path / name
    text = BROKEN.replace("[[", f"[[{prefix}").replace("[sev", f"[{prefix}sev")
    path.write_text(f"[project]\n[tool.capslint]\n{text}" if prefix else text)
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    assert str(caught.value).splitlines() == [
        f"{path}:{1 + line}:1: unknown key 'levl'; did you mean 'level'?",
        f"{path}:{3 + line}:1: the severity of broad is one of info, warning, error; did you mean 'error'?",
        f"{path}:{6 + line}:1: each of [[overrides]] has paths, a list of patterns",
        f"{path}:{7 + line}:1: unknown key 'kernal'; did you mean 'kernel'?",
        f"{path}:{8 + line}:1: each of [[overrides]] has paths, a list of patterns",
    ]


def test_a_file_that_is_no_toml_is_told_of_with_its_place(tmp_path: Path) -> None:
    (tmp_path / ".capslint.toml").write_text("level = 'regular'\nignore = x\n")
    with pytest.raises(ConfigError, match=r"\.capslint\.toml:2:10: not TOML: Invalid value$"):
        discover(str(tmp_path))


def test_what_names_a_rule_more_closely_wins() -> None:
    rules = [_rule("a")._replace(meta=_rule("a").meta._replace(group=Group.BROAD)), _rule("b"), _rule("z", opt_in=True)]

    def taken(select: tuple[str, ...] | None, extend: tuple[str, ...], ignore: tuple[str, ...]) -> str:
        return "".join(rule.meta.id for rule in rules if Choice(select, extend, ignore).takes(rule.meta))

    assert taken(("all",), (), ()) == "abz"
    assert taken(("broad",), (), ()) == "a"
    assert taken(("all",), (), ("broad",)) == "bz"
    assert taken(("a",), (), ("broad",)) == "a"
    assert taken(None, (), ("broad",)) == "b"
    assert taken(None, ("z",), ("all",)) == "z"
    assert taken(("a",), (), ("a",)) == ""


def test_severities_of_rules_groups_and_all() -> None:
    rules = [_rule("a")._replace(meta=_rule("a").meta._replace(group=Group.BROAD)), _rule("b")]
    assert severities(rules, {}) == {}
    assert severities(rules, {"broad": "info"}) == {"a": Severity.INFO}
    assert severities(rules, {"all": "error", "broad": "info"}) == {"a": Severity.INFO, "b": Severity.ERROR}
    assert severities(rules, {"broad": "info", "a": "warning"}) == {"a": Severity.WARNING}
