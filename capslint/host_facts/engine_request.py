"""Questions to an engine by HTTP: they change nothing there, and end in time."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import ssl
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from capslint.host_facts.endpoints import Endpoint
from capslint.host_facts.json_values import NotJsonError, documents_in
from capslint.source.files import reason_of

_LONGEST = 4 * 1024 * 1024  # bytes of an answer; a long one has 50 kB
_CHUNK = 64 * 1024
_PORTS = {False: 2375, True: 2376}
"""Docker's, without and with TLS (iana.org/assignments/service-names-port-numbers)."""


class NoAnswerError(Exception):
    """An engine that gives no answer of use: one sentence for a person."""


class _UnixConnection(http.client.HTTPConnection):
    """A connection by way of a UNIX socket."""

    def __init__(self, path: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def ask(endpoint: Endpoint, path: str, seconds: float) -> Any:
    """Return the JSON that ``GET path`` gives at ``endpoint``. Raises NoAnswerError; ``seconds`` are for all of it."""
    end = time.monotonic() + seconds
    try:
        values = documents_in(_get(endpoint, path, seconds))
    except (NotJsonError, http.client.HTTPException, OSError, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= end:
            raise NoAnswerError(f"it does not answer within {seconds:g} seconds") from None
        raise NoAnswerError(_reason(error, path)) from None
    if len(values) != 1 or not isinstance(values[0], dict):
        raise NoAnswerError(f"what it answers to {path} is no JSON object")
    return values[0]


def _reason(error: Exception, path: str) -> str:
    match error:
        case NotJsonError():
            return f"what it answers to {path} {error}"
        case http.client.HTTPException():
            return f"what it answers to {path} is not HTTP"
        case OSError():
            return f"it cannot be asked: {reason_of(error)}"
    return f"it cannot be asked: {error}"


def _get(endpoint: Endpoint, path: str, seconds: float) -> str:
    connection = _connection(endpoint, seconds)
    # The socket's own limit is for each piece that comes, and an answer can come byte by byte.
    alarm = threading.Timer(seconds, _cut, (connection,))
    alarm.start()
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        text = _read(answer)
        if answer.status != http.client.OK:
            raise NoAnswerError(f"it answers {path} with status {answer.status}")
        return text
    finally:
        alarm.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse) -> str:
    data = b""
    while chunk := answer.read1(_CHUNK):
        data += chunk
        if len(data) > _LONGEST:
            raise NoAnswerError("its answer is larger than 4 MiB")
    if answer.length:
        raise http.client.IncompleteRead(data, answer.length)
    return data.decode("utf-8", "replace")


def _connection(endpoint: Endpoint, seconds: float) -> http.client.HTTPConnection:
    if endpoint.path is not None:
        return _UnixConnection(endpoint.path, seconds)
    parts = urlsplit(endpoint.address)
    if parts.scheme not in ("tcp", "http", "https") or not parts.hostname:
        raise NoAnswerError(f"{parts.scheme}:// is no way that capslint goes")
    if endpoint.tls is None and parts.scheme != "https":
        return http.client.HTTPConnection(parts.hostname, parts.port or _PORTS[False], timeout=seconds)
    port = parts.port or _PORTS[True]
    return http.client.HTTPSConnection(parts.hostname, port, timeout=seconds, context=_tls(endpoint.tls))


def _tls(folder: str | None) -> ssl.SSLContext:
    """Return what Docker's client goes by: ca.pem, cert.pem and key.pem of ``folder``, as far as they are there."""
    authority, certificate, key = (os.path.join(folder or "", name) for name in ("ca.pem", "cert.pem", "key.pem"))
    context = ssl.create_default_context(cafile=authority if folder and os.path.exists(authority) else None)
    if folder and os.path.exists(certificate):
        context.load_cert_chain(certificate, key)
    return context
