"""A folder of clones and engine data, and the script run over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drift.__main__ import main
from tests.drift.clones import (
    CRIO_CAPABILITIES,
    CRIO_FUNCTION,
    DOCKER_CAPABILITIES,
    DOCKER_PROFILE,
    GO_CAPABILITIES,
    GO_PROFILE,
    JSON_PROFILE,
    PODMAN_CAPABILITIES,
    Clone,
    as_text,
    capabilities,
    docker_profile,
    recorded,
    small_data,
)
from tests.drift.told import Told
from tests.generators.engine_tables import load_engines


class World:
    """A folder of clones and engine data, and the script run over them."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.clones = root / "clones"
        self.data = small_data(root / "data")
        self._capsys = capsys

    def run(self, *arguments: str, base: str = "") -> tuple[int, str]:
        status = main([*arguments, "--from", base or str(self.clones), "--data", str(self.data)])
        return status, self._capsys.readouterr().out

    def file(self, engine: str) -> str:
        return (self.data / f"{engine}.toml").read_text(encoding="utf-8")

    def told(self, engine: str) -> Told:
        return Told(engine, load_engines(self.data))


def moby(world: World) -> Clone:
    clone = Clone(world.clones / "moby" / "moby")
    files = {DOCKER_PROFILE: as_text(docker_profile()), DOCKER_CAPABILITIES: recorded("capabilities.go")}
    return clone.release("docker-v29.7.2", files)


def containerd(world: World) -> Clone:
    caps = capabilities("func defaultUnixCaps() []string {\n\treturn", "CAP_CHOWN", "CAP_KILL")
    clone = Clone(world.clones / "containerd" / "containerd")
    return clone.release("v2.3.4", {GO_PROFILE: recorded("seccomp_default.go"), GO_CAPABILITIES: caps})


def podman(world: World) -> Clone:
    caps = capabilities("DefaultCapabilities =", "CAP_CHOWN", "CAP_KILL")
    clone = Clone(world.clones / "containers" / "podman")
    return clone.release("v5.6.0", {JSON_PROFILE: recorded("seccomp.json"), PODMAN_CAPABILITIES: caps})


def crio(world: World, function: str | None = None) -> Clone:
    caps = capabilities("func Default() Capabilities {\n\treturn", "CHOWN", "KILL")
    clone = Clone(world.clones / "cri-o" / "cri-o")
    files: dict[str, str | None] = {JSON_PROFILE: recorded("seccomp.json"), CRIO_CAPABILITIES: caps}
    if function is not None:
        files[CRIO_FUNCTION] = function
    return clone.release("v1.35.0", files)
