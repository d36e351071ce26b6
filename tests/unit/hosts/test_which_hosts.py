"""Which hosts a file is judged for: what options, settings and settings for paths name, and tell besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from capslint.config import ConfigError
from capslint.hosts.lookup import HOSTS
from capslint.model import Engine, Host, Lsm, PodSecurity
from capslint.model.host import all_of_hosts
from capslint.run.run_options import RunOptions
from capslint.run.settings import settings_of
from tests.cli.running import run

FEDORA, UBUNTU = HOSTS["fedora"].host, HOSTS["ubuntu-24.04"].host
SETTINGS = """
hosts = ["fedora", "prod"]
kernel = "6.1"
pod-security = "baseline"

[[host]]
name = "prod"
engine = "containerd@1.7"
ptrace-scope = 2

[[overrides]]
paths = ["ci/"]
hosts = "github-ubuntu"
mmap-rnd-bits = 28

[[overrides]]
paths = ["ci/old/"]
kernel = "5.4"
"""
ADMISSION = PodSecurity("baseline", None, None)


def judged_for(folder: Path, path: str, **options: object) -> Host:
    (folder / ".capslint.toml").write_text(SETTINGS)
    settings = settings_of(RunOptions(config_path=str(folder / ".capslint.toml"), **options))  # type: ignore[arg-type]
    return settings.host_of(str(folder / path))


def test_names_of_the_settings_file_and_facts_on_top_of_each(tmp_path: Path) -> None:
    host = judged_for(tmp_path, "a.yml")
    assert [name for name, _ in host.each] == ["fedora", "prod"]
    fedora, prod = (host for _, host in host.each)
    assert fedora == FEDORA._replace(kernel=(6, 1), pod_security=ADMISSION)
    assert prod == Host(Engine.CONTAINERD, (1, 7), (6, 1), 2, pod_security=ADMISSION)


def test_an_option_names_other_hosts_of_which_only_options_tell(tmp_path: Path) -> None:
    assert judged_for(tmp_path, "a.yml", hosts=("ubuntu-24.04",)) == UBUNTU._replace(pod_security=ADMISSION)
    told = judged_for(tmp_path, "a.yml", hosts=("ubuntu-24.04", "prod"), ptrace_scope=3, engine="docker")
    assert [(name, host.ptrace_scope, host.kernel) for name, host in told.each] == [
        ("ubuntu-24.04", 3, None),
        ("prod", 3, None),
    ]
    assert {host.engine_version for _, host in told.each} == {None}  # of another engine the version says nothing


def test_options_tell_of_each_host_of_the_settings_file(tmp_path: Path) -> None:
    host = judged_for(tmp_path, "a.yml", ptrace_scope=3)
    assert [(name, host.ptrace_scope) for name, host in host.each] == [("fedora", 3), ("prod", 3)]


def test_settings_for_paths(tmp_path: Path) -> None:
    runner = HOSTS["github-ubuntu"].host._replace(mmap_rnd_bits=28, pod_security=ADMISSION)
    assert judged_for(tmp_path, "ci/a.yml") == runner
    assert judged_for(tmp_path, "ci/old/a.yml") == runner._replace(kernel=(5, 4))
    assert judged_for(tmp_path, "ci/a.yml", hosts=("fedora",)) == FEDORA._replace(pod_security=ADMISSION)


def test_what_is_in_force_leaves_out_what_was_told_of_other_hosts(tmp_path: Path) -> None:
    (tmp_path / ".capslint.toml").write_text(SETTINGS)
    told = run("config", "a.yml", cwd=tmp_path).out
    assert 'hosts = ["fedora", "prod"]' in told
    assert 'kernel = "6.1"' in told
    of_runner = run("config", "ci/a.yml", cwd=tmp_path).out
    assert 'hosts = "github-ubuntu"' in of_runner
    assert "# kernel:" in of_runner
    assert 'pod-security = "baseline"' in of_runner
    of_option = run("config", "--host", "rhel-8, fedora", "--arch", "arm64", "a.yml", cwd=tmp_path).out
    assert 'hosts = ["rhel-8", "fedora"]'.ljust(40) + "  # --host\n" in of_option
    assert "# kernel:" in of_option
    assert 'arch = "arm64"' in of_option


def test_nobody_names_one(tmp_path: Path) -> None:
    assert settings_of(RunOptions(no_config=True)).host == Host()
    assert settings_of(RunOptions(no_config=True, hosts=("default",))).host.singles == (Host(),)
    assert settings_of(RunOptions(no_config=True, hosts=("default", "orbstack"))).host.engine is None


def test_what_hosts_have_in_common_is_known() -> None:
    both = all_of_hosts([("fedora", FEDORA), ("rhel", HOSTS["rhel-9"].host)])
    assert (both.engine, both.ptrace_scope, both.lsm) == (None, 0, Lsm.SELINUX)
    assert both.each == (("fedora", FEDORA), ("rhel", HOSTS["rhel-9"].host))
    assert all_of_hosts([("a", UBUNTU), ("b", UBUNTU)]) == UBUNTU  # what holds for one holds for both


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('hosts = "fedroa"', ":1:1: there is no host 'fedroa'; did you mean 'fedora'?"),
        ('hosts = ["fedora", "x"]', ":1:1: there is no host 'x': `capslint hosts` lists them"),
        (
            '[[overrides]]\npaths = ["a"]\nhosts = ["pord"]\n[[host]]\nname = "prod"',
            ":3:1: there is no host 'pord'; did",
        ),
        ("hosts = []", ":1:1: hosts is not the name of a host, nor a list of such names"),
        ("hosts = 1", ":1:1: hosts is not the name of a host, nor a list of such names"),
        ("[[host]]\nkernel = '6.1'", ":1:1: each of [[host]] has a name, and what is known of that host"),
        ("[[host]]\nname = 'a'\nkernl = '6.1'", ":3:1: unknown key 'kernl'; did you mean 'kernel'?"),
        ("[[host]]\nname = 'a'\nptrace-scope = 9", ":3:1: ptrace-scope is not a number from 0 to 3"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, settings: str, said: str) -> None:
    (tmp_path / ".capslint.toml").write_text(settings)
    ran = run("check", cwd=tmp_path)
    assert ran.code == 2
    assert f".capslint.toml{said}" in ran.err.splitlines()[0]


def test_a_wrong_name_in_an_option(tmp_path: Path) -> None:
    ran = run("check", "--host", "docker-dekstop", cwd=tmp_path)
    assert ran.code == 2
    assert "there is no host 'docker-dekstop'; did you mean 'docker-desktop'?" in ran.err
    with pytest.raises(ConfigError):
        settings_of(RunOptions(no_config=True, hosts=("nope",)))
