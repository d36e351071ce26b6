"""A server that answers as the API server of a cluster does, over HTTP and TLS, and remembers what it was asked.

Forms of its answers: kubernetes.io/docs/reference/using-api/api-concepts (lists, limit and continue, 410 with a token),
and kubernetes.io/docs/reference/kubernetes-api/common-definitions/status (refusals).
"""

from __future__ import annotations

import contextlib
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

Object = dict[str, Any]
TOKEN = "the-token"
CONTEXT = "test"


class Refused(NamedTuple):
    """An answer other than 200; ``body`` instead of a Status, ``seconds`` before it."""

    status: int
    message: str = ""
    body: bytes | None = None
    seconds: float = 0
    token: str | None = None


class ApiServer(ThreadingHTTPServer):
    """``lists`` are the objects of each collection by its path, ``single`` other answers by theirs."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, lists: Mapping[str, Sequence[Object]], single: Mapping[str, Any], most: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lists = lists
        self.single = single
        self.most = most
        self.asked: list[str] = []
        self.changes: list[str] = []
        self.free = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is gone is none of our errors."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ApiServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        url = urlsplit(self.path)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._refuse(Refused(401, "Unauthorized"))
            return
        answer = self._answer(url.path, parse_qs(url.query))
        if isinstance(answer, Refused):
            self._refuse(answer)
        else:
            self._send(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def _change(self) -> None:
        self.server.changes.append(f"{self.command} {self.path}")
        self._refuse(Refused(403, "nothing is changed here"))

    do_POST = do_PUT = do_PATCH = do_DELETE = _change  # noqa: N815 (http.server calls them so)

    def _answer(self, path: str, query: dict[str, list[str]]) -> Any:
        if path in self.server.single:
            answer = self.server.single[path]
            return answer(query) if callable(answer) else answer
        if path in self.server.lists:
            return self._page(self.server.lists[path], query)
        found = list(self._namespaced(path))
        if path.rpartition("/")[2] in _COLLECTIONS:
            return self._page(found, query)
        return found[0] if found else Refused(404, f"{path} not found")

    def _namespaced(self, path: str) -> Iterator[Object]:
        """Return of the objects of a collection those of a namespace, or the one with a name."""
        base, _, rest = path.partition("/namespaces/")
        namespace, _, rest = rest.partition("/")
        collection, _, name = rest.partition("/")
        for entry in self.server.lists.get(f"{base}/{collection}", ()):
            about = entry["metadata"]
            if about.get("namespace") == namespace and name in ("", about["name"]):
                yield entry

    def _page(self, entries: Sequence[Object], query: dict[str, list[str]]) -> Object:
        for selector in query.get("labelSelector", ()):
            wanted = dict(pair.split("=") for pair in selector.split(","))
            entries = [entry for entry in entries if wanted.items() <= entry["metadata"].get("labels", {}).items()]
        start = int(query.get("continue", ["0"])[0])
        end = start + min(int(query.get("limit", [str(self.server.most)])[0]), self.server.most)
        metadata = {"resourceVersion": "1", **({"continue": str(end)} if end < len(entries) else {})}
        return {"kind": "List", "apiVersion": "v1", "metadata": metadata, "items": entries[start:end]}

    def _refuse(self, answer: Refused) -> None:
        self.server.free.wait(answer.seconds) if answer.seconds else None
        status = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {"continue": answer.token} if answer.token else {},
            "status": "Failure",
            "message": answer.message,
            "reason": "Refused",
            "code": answer.status,
        }
        self._send(answer.status, json.dumps(status).encode() if answer.body is None else answer.body)

    def _send(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


WHERE = {
    "Node": "/api/v1/nodes",
    "Namespace": "/api/v1/namespaces",
    "Pod": "/api/v1/pods",
    "ReplicationController": "/api/v1/replicationcontrollers",
    "ReplicaSet": "/apis/apps/v1/replicasets",
    "Deployment": "/apis/apps/v1/deployments",
    "StatefulSet": "/apis/apps/v1/statefulsets",
    "DaemonSet": "/apis/apps/v1/daemonsets",
    "Job": "/apis/batch/v1/jobs",
    "CronJob": "/apis/batch/v1/cronjobs",
}
"""Where the objects of each kind are."""
_COLLECTIONS = frozenset(path.rpartition("/")[2] for path in WHERE.values())


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for localhost, and return it with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.fail("openssl is not installed: the tests of clusters speak TLS")
    key, made = folder / "key.pem", folder / "ca.pem"
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([openssl, *words, *names, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return made, key


@contextlib.contextmanager
def cluster(
    folder: Path, objects: Sequence[Object], single: Mapping[str, Any] | None = None, most: int = 500
) -> Iterator[tuple[ApiServer, dict[str, str]]]:
    """Run a server that has ``objects``; return it, and the environment with a kubeconfig for it.

    ``single`` are other answers by path; ``most`` is the size of its pages.
    """
    lists: dict[str, list[Object]] = {path: [] for path in WHERE.values()}
    for entry in objects:
        # The objects in a list have neither apiVersion nor kind.
        bare = {key: value for key, value in entry.items() if key not in ("kind", "apiVersion")}
        lists[WHERE[entry["kind"]]].append(bare)
    made, key = certificate(folder)
    server = ApiServer(lists, single or {}, most)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server, {"KUBECONFIG": str(kubeconfig(folder, server.server_port, made)), "PATH": str(folder)}
    finally:
        server.free.set()
        server.shutdown()
        server.server_close()
        thread.join()


def kubeconfig(folder: Path, port: int, authority: Path, user: Object | None = None) -> Path:
    """Write what ``kubectl config`` would."""
    path = folder / "kubeconfig"
    told = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "other",
        "clusters": [
            {"name": "c", "cluster": {"server": f"https://localhost:{port}", "certificate-authority": str(authority)}}
        ],
        "users": [{"name": "u", "user": user or {"token": TOKEN}}],
        "contexts": [
            {"name": "other", "context": {"cluster": "c", "user": "u"}},
            {"name": CONTEXT, "context": {"cluster": "c", "user": "u", "namespace": "shop"}},
        ],
    }
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    return path
