"""The script over small repositories: what changed upstream is told and written, and then nothing differs any more."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path

import pytest

from tests.drift.__main__ import CHANGED, SAME, UNREAD, main
from tests.drift.clones import (
    COMMON,
    DAY,
    DOCKER_CAPABILITIES,
    DOCKER_PROFILE,
    GO_CAPABILITIES,
    GO_PROFILE,
    JSON_PROFILE,
    Clone,
    as_text,
    docker_profile,
    recorded,
    without,
)
from tests.drift.world import World, containerd, crio, moby, podman
from tests.generators.build_engines import stale


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> World:
    return World(tmp_path, capsys)


def test_nothing_changed(world: World) -> None:
    moby(world)
    status, said = world.run("docker")
    assert status == SAME
    assert said == "docker: 29.7.2 is the newest release\n  1 releases looked at: what was read is as the data says\n"


def test_a_new_release_with_nothing_changed_is_the_newest_and_no_more(world: World) -> None:
    moby(world).release("docker-v29.8.0", {}).release("docker-v30.0.0-rc.1", {}).release("client/v0.9.0", {})
    before = world.file("docker")
    status, said = world.run("docker")
    assert status == CHANGED
    assert "docker: 29.8.0 is the newest release, 29.7.2 the newest known" in said
    assert world.file("docker") == before
    assert world.run("docker", "--write")[0] == CHANGED
    after = world.file("docker")
    differing = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert [new for _, new in differing] == [
        'newest = "29.8.0"',
        'source = "github.com/moby/moby, tag docker-v29.8.0"',
        f'date = "{DAY}"',
    ]
    assert not stale(world.data)
    assert world.run("docker")[0] == SAME


def test_a_call_whose_rules_changed_is_told_and_written(world: World) -> None:
    changed = without(docker_profile(), "ptrace", "kcmp")
    changed["syscalls"].append({"names": ["kcmp"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}})
    moby(world).release("docker-v29.8.0", {DOCKER_PROFILE: as_text(changed)})
    status, said = world.run("docker")
    assert status == CHANGED
    assert "  29.8.0: system calls whose rules differ: kcmp, ptrace\n" in said
    assert '+  { names = ["kcmp"], includes = { caps = ["CAP_SYS_ADMIN"] } },' in said
    world.run("docker", "--write")
    ((rules,), (before,)) = (world.told("docker").profiles(number) for number in ((29, 8, 0), (29, 7, 2)))
    assert rules["ptrace"] == ()
    assert [rule.needs for rule in rules["kcmp"]] == [1 << 21]
    assert {name for name in before if before[name] != rules[name]} == {"ptrace", "kcmp"}
    assert world.run("docker", "--every")[0] == SAME


def test_the_modules_that_are_written_answer_as_upstream(world: World) -> None:
    containerd(world)
    assert world.run("containerd", "--write")[0] == CHANGED
    module = runpy.run_path(str(world.data / "other_seccomp.py"))
    starts, _, changes, _ = module["SECCOMP"]["containerd"]
    assert starts == ((0, 0, 0), (2, 3, 4))
    assert changes["reboot"] == ((1, ()),)
    assert [module["RULES"][number][1:] for number in changes["kcmp"][-1][1]] == []
    assert [module["RULES"][number][1] for number in changes["socket"][-1][1]] == [((0, "EQ", 39, 0),)]
    assert world.run("containerd", "--every")[0] == SAME


def test_a_change_in_an_old_line_alone_stays_there(world: World) -> None:
    old = without(docker_profile("28.2.0.json"), "ptrace")
    clone = Clone(world.clones / "moby" / "moby")
    caps = recorded("capabilities.go")
    clone.release("v28.5.2", {DOCKER_PROFILE: as_text(docker_profile("28.2.0.json")), DOCKER_CAPABILITIES: caps})
    clone.release("v28.5.3", {DOCKER_PROFILE: as_text(old)})
    clone.release("docker-v29.0.0", {DOCKER_PROFILE: as_text(docker_profile("28.2.0.json"))})
    clone.release("docker-v29.7.2", {DOCKER_PROFILE: as_text(docker_profile())})
    status, said = world.run("docker", "--write")
    assert status == CHANGED
    assert "28.5.3: system calls whose rules differ: ptrace\n" in said
    assert "29.0.0: system calls whose rules differ: ptrace\n" in said
    told = world.told("docker")
    for number, is_there in (((28, 5, 2), True), ((28, 5, 3), False), ((29, 0, 0), True), ((29, 7, 2), True)):
        (rules,) = told.profiles(number)
        assert bool(rules["ptrace"]) is is_there, number
    assert world.run("docker", "--every")[0] == SAME


def test_a_capability_that_went_is_told_and_written(world: World) -> None:
    fewer = recorded("capabilities.go").replace('\t\t"CAP_NET_RAW",\n', "")
    moby(world).release("docker-v29.8.0", {DOCKER_CAPABILITIES: fewer})
    status, said = world.run("docker", "--write")
    assert status == CHANGED
    assert "  29.8.0: default capabilities: NET_RAW\n" in said
    told = world.told("docker")
    sure, possible = told.capabilities((29, 8, 0))
    assert sure == possible == told.capabilities((29, 7, 2))[0] - {"NET_RAW"}
    assert world.run("docker")[0] == SAME


def test_what_the_data_leaves_open_is_settled(world: World) -> None:
    podman(world).release("v5.7.0", {}).release("v5.8.0", {})
    world.run("podman", "--write")
    free = '{ names = ["perf_event_open"] }'
    entry = f'\n[[seccomp]]\nsince = "5.7.0"\nsource = "nobody knows"\neither = [{free}]\n'
    path = world.data / "podman.toml"
    path.write_text(world.file("podman") + entry, encoding="utf-8")
    main_module = runpy.run_path(str(Path(__file__).parents[1] / "generators" / "build_engines.py"))
    main_module["write"](world.data)
    assert len(world.told("podman").profiles((5, 7, 0))) == 2
    status, said = world.run("podman", "--write")
    assert status == CHANGED
    assert "5.7.0: system calls whose rules differ: perf_event_open\n" in said
    assert "nobody knows" not in world.file("podman")
    assert len(world.told("podman").profiles((5, 7, 0))) == 1


def test_comments_and_the_order_of_a_file_are_kept(world: World) -> None:
    containerd(world).release("v2.4.0", {GO_PROFILE: recorded("seccomp_default.go").replace('"mount"', '"reboot"')})
    world.run("containerd", "--write")
    text = world.file("containerd")
    assert text.startswith('# A comment at the top.\nengine = "containerd"\n')
    assert "errno = 1  # as it is\n" in text
    assert '\n# A comment on profiles.\n[[seccomp]]\nsince = "0"\n' in text
    assert [entry["since"] for entry in tomllib.loads(text)["seccomp"]] == ["0", "2.3.4", "2.4.0"]
    assert text.count("\n\n\n") == 0


def test_podman_and_crio_know_nothing_of_kernels(world: World) -> None:
    podman(world)
    world.run("podman", "--write")
    (rules,) = world.told("podman").profiles((5, 6, 0))
    assert [(rule.kernel, rule.needs) for rule in rules["ptrace"]] == [(None, 0)]
    assert [rule.needs for rule in rules["perf_event_open"]] == [1 << 21 | 1 << 38]  # SYS_ADMIN and PERFMON


def test_what_crio_takes_out_is_taken_out(world: World) -> None:
    crio(world)
    world.run("cri-o", "--write")
    (rules,) = world.told("cri-o").profiles((1, 35, 0))
    assert [rule.needs for rule in rules["unshare"]] == [0]  # it has no such function


def test_a_function_that_is_worded_anew_is_not_guessed_at(world: World) -> None:
    crio(world, recorded("seccomp.go"))
    moby(world)
    status, said = world.run("cri-o", "docker")
    assert status == CHANGED
    assert "internal/config/seccomp/seccomp.go: the function that changes it is worded anew" in said
    assert "read it, and tell it in sources.toml (first in 1.35.0)" in said
    assert "docker: 29.7.2 is the newest release\n  1 releases looked at: what was read is as" in said


BROKEN = recorded("seccomp_default.go").replace("admin := false", "admin := sp.Admin")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({GO_PROFILE: None}, f"there is no {GO_PROFILE}: find where it is now"),
        ({GO_PROFILE: ""}, f"{GO_PROFILE} is changed, read it: there is no function DefaultProfile"),
        ({GO_PROFILE: BROKEN}, f"{GO_PROFILE} is changed, read it: line 67: 'admin'"),
        ({GO_CAPABILITIES: None}, f"there is no {GO_CAPABILITIES} and no oci/spec.go"),
        ({GO_CAPABILITIES: "package oci\n"}, "no list of capabilities stands behind 'func defaultUnixCaps"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_others_are_done(
    files: dict[str, str | None], why: str, world: World
) -> None:
    containerd(world).release("v2.4.0", files)
    moby(world)
    status, said = world.run("containerd", "docker")
    assert status == CHANGED
    assert f"  not read: {why}" in said
    assert "(first in 2.4.0)" in said
    assert "docker: 29.7.2 is the newest release\n  1 releases looked at: what was read is as" in said


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"syscalls": []}', '{"syscalls": [{"names": ["read"]}]}', "no JSON"])
def test_a_profile_that_is_none_is_said_to_be_so(text: str, world: World) -> None:
    podman(world).release("v5.7.0", {JSON_PROFILE: text})
    before = world.file("podman")
    status, said = world.run("podman")
    assert status == CHANGED
    assert f"not read: {COMMON}/seccomp/seccomp.json is changed, read it: it is " in said
    assert world.file("podman") == before


def test_a_repository_that_is_not_there_is_said_and_the_others_are_done(world: World) -> None:
    moby(world)
    status, said = world.run("podman", "docker")
    assert status == UNREAD
    assert f"podman: could not be read: there is no clone of it in {world.clones}\n" in said
    assert "docker: 29.7.2 is the newest release\n" in said


def test_a_repository_without_releases_is_said_to_be_so(world: World) -> None:
    Clone(world.clones / "moby" / "moby").release("docker-v29.8.0-rc.1", {"a": "b"})
    status, said = world.run("docker")
    assert status == UNREAD
    assert "docker: could not be read: no tag of moby/moby looks like a release\n" in said


def test_over_an_address_only_what_is_asked_for_is_fetched(world: World) -> None:
    clone = containerd(world).release("v2.4.0", {"large": "x" * 100_000})
    world.run("containerd", "--write", base=f"file://{world.clones}")
    assert world.run("containerd", base=f"file://{world.clones}")[0] == SAME
    assert 'newest = "2.4.0"' in world.file("containerd")
    status, said = world.run("podman", base=f"file://{world.clones}")
    assert status == UNREAD
    assert "podman: could not be read: git ls-remote: " in said
    assert clone.folder.is_dir()


def test_what_git_tells_a_hook_is_not_heeded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(world.data))
    moby(world)
    assert world.run("docker")[0] == SAME


def test_modules_that_are_not_made_of_the_files_are_refused(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    (world.data / "engine_data.py").write_text("NEWEST = {}\n", encoding="utf-8")
    assert main(["docker", "--from", str(world.clones), "--data", str(world.data)]) == UNREAD
    assert capsys.readouterr().err == "engine_data.py: run python tests/generators/build_engines.py first\n"


def test_a_name_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dokcer"])
    assert ended.value.code == UNREAD
    assert "'dokcer' is none of docker, containerd, podman, cri-o, kubectl, images, presets" in capsys.readouterr().err
