"""A client of the CRI: what a kubelet asks for a pod and its containers."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.engine.shell import CommandError

_PROTOCOL = Path(__file__).parent / "runtime.proto"
_SECONDS = 60


class Runtime:
    """The service at a UNIX socket."""

    def __init__(self, socket: Path) -> None:
        import grpc

        self.words = _messages()
        self._channel = grpc.insecure_channel(f"unix://{socket}")
        self._error = grpc.RpcError

    def ask(self, method: str, request: Any, answer: str, seconds: float = _SECONDS) -> Any:
        """Return the answer to ``request``, a message called ``answer``. Raises CommandError."""
        call = self._channel.unary_unary(
            f"/runtime.v1.RuntimeService/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=getattr(self.words, answer).FromString,
        )
        try:
            return call(request, timeout=seconds)
        except self._error as error:
            said = error.details() if hasattr(error, "details") else error
            raise CommandError(f"{method}: {said}") from None

    def version(self) -> str:
        """Return the release of the runtime."""
        return str(self.ask("Version", self.words.VersionRequest(), "VersionResponse", 5).runtime_version)

    def run_sandbox(self, config: Any) -> str:
        """Start a sandbox, and return its id."""
        request = self.words.RunPodSandboxRequest(config=config)
        return str(self.ask("RunPodSandbox", request, "RunPodSandboxResponse").pod_sandbox_id)

    def remove_sandbox(self, sandbox: str) -> None:
        """Take a sandbox away, with what runs in it."""
        request = self.words.PodSandboxRequest(pod_sandbox_id=sandbox)
        self.ask("StopPodSandbox", request, "Nothing")
        self.ask("RemovePodSandbox", request, "Nothing")

    def start(self, sandbox: str, config: Any, sandbox_config: Any) -> str:
        """Start a container in a sandbox, and return its id."""
        words = self.words
        request = words.CreateContainerRequest(pod_sandbox_id=sandbox, config=config, sandbox_config=sandbox_config)
        container = str(self.ask("CreateContainer", request, "CreateContainerResponse").container_id)
        self.ask("StartContainer", words.StartContainerRequest(container_id=container), "Nothing")
        return container

    def execute(self, container: str, command: tuple[str, ...], seconds: int) -> tuple[int, str]:
        """Run a command in a container; return its exit code and what it said."""
        request = self.words.ExecSyncRequest(container_id=container, cmd=command, timeout=seconds)
        answer = self.ask("ExecSync", request, "ExecSyncResponse", seconds + 10)
        return int(answer.exit_code), (answer.stdout + answer.stderr).decode(errors="replace")

    def close(self) -> None:
        """End the connection."""
        self._channel.close()


def _messages() -> ModuleType:
    """Return the classes of the protocol's messages, made by grpcio-tools."""
    from grpc_tools import protoc

    with tempfile.TemporaryDirectory(prefix="cri-") as folder:
        code = protoc.main(["protoc", f"--proto_path={_PROTOCOL.parent}", f"--python_out={folder}", _PROTOCOL.name])
        if code != 0:
            raise CommandError(f"{_PROTOCOL} cannot be compiled")
        sys.path.insert(0, folder)
        try:
            return importlib.import_module("runtime_pb2")
        finally:
            sys.path.remove(folder)
