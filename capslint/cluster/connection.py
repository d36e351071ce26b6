"""Questions to the API server of a cluster, by Kubernetes' own client: they change nothing there, and end in time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from capslint.config import ConfigError
from capslint.host_facts.json_values import list_at, text_at
from capslint.startup.records import NamedTuple

PAGE = 500
"""Objects in one answer, as kubectl asks for them (its --chunk-size)."""
SECONDS = 30.0
_GONE = 410
_FORBIDDEN, _UNAUTHORIZED = 403, 401
_LONGEST = 300  # characters of what a server says


class ClusterError(Exception):
    """What cannot be read of a cluster: one sentence for a person. ``status`` is that of HTTP, 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Cluster(NamedTuple):
    """A cluster by its ``context``. ``namespace`` is the context's; ``apis`` are the client's, by name."""

    context: str
    namespace: str
    apis: Any
    client: Any
    seconds: float = SECONDS

    def get(self, api: str, method: str, *arguments: str, **parameters: Any) -> Any:
        """Return what the method of one of the client's APIs gets, as JSON. Raises ClusterError."""
        call = getattr(getattr(self.apis, api)(self.client), method)
        try:
            answer = call(
                *arguments, **parameters, _preload_content=False, _request_timeout=(self.seconds, self.seconds)
            )
            data = answer.data
        except Exception as error:  # the client lets through whatever its libraries raise
            raise _told(error, self.seconds) from None
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise ClusterError("the answer is not JSON") from None

    def listed(self, api: str, method: str, *arguments: str, **parameters: Any) -> Iterator[Any]:
        """Return all objects of a list, page by page. Raises ClusterError in its middle, too."""
        token: str | None = None
        while True:
            more = {"_continue": token} if token else {}
            try:
                page = self.get(api, method, *arguments, limit=PAGE, **more, **parameters)
            except ClusterError as error:
                # The list grew too old meanwhile; a server says how to go on from there with a newer one.
                token = getattr(error, "continues", None)
                if error.status == _GONE and token:
                    continue
                raise
            yield from list_at(page, "items")
            token = text_at(page, "metadata", "continue")
            if token is None:
                return


def connect(context: str, seconds: float = SECONDS) -> Cluster:
    """Return the cluster that ``context`` of the person's kubeconfig names. Raises ConfigError."""
    try:
        client: Any = import_module("kubernetes.client")
        config: Any = import_module("kubernetes.config")
    except ImportError:
        raise ConfigError(
            "--context reads a cluster with the package kubernetes, which is not installed: "
            "`pip install 'capslint[cluster]'`"
        ) from None
    try:
        # The client reads the variable when it is imported; kubectl's meaning of it is the same.
        file = os.environ.get("KUBECONFIG") or None
        known = _contexts(config, file)
        if known and context not in known:
            raise ConfigError(
                f"there is no context {context!r} in the kubeconfig: there are {', '.join(list(known)[:10])}"
            )
        settings = client.Configuration()
        settings.retries = False  # a question that is asked again takes a multiple of its time
        config.load_kube_config(file, context, client_configuration=settings)
        made = client.ApiClient(configuration=settings)
    except ConfigError:
        raise
    except Exception as error:  # whatever can be wrong with the file, the keys in it and the programs that it names
        raise ConfigError(f"the context {context!r} of the kubeconfig cannot be used: {_line(error)}") from None
    return Cluster(context, known.get(context) or "default", client, made, seconds)


def _contexts(config: Any, file: str | None) -> dict[str, str | None]:
    """Return the contexts of the kubeconfig with their namespaces; none where the one in force is not among them."""
    try:
        contexts, _ = config.list_kube_config_contexts(file)
    except config.ConfigException:
        return {}
    return {str(entry["name"]): text_at(entry, "context", "namespace") for entry in contexts}


class ContinuedError(ClusterError):
    """A list that is too old, with the token for the rest of a newer one."""

    def __init__(self, message: str, continues: str) -> None:
        super().__init__(message, _GONE)
        self.continues = continues


def _told(error: Exception, seconds: float) -> ClusterError:
    status = getattr(error, "status", None)
    if not isinstance(status, int) or status == 0:
        return ClusterError(_without_answer(error, seconds))
    body = _body(error)
    said = (text_at(body, "message") or str(getattr(error, "reason", "") or ""))[:_LONGEST]
    token = text_at(body, "metadata", "continue")
    if status == _GONE and token:
        return ContinuedError(said, token)
    meaning = {_FORBIDDEN: "you may not (403)", _UNAUTHORIZED: "it does not know you (401)"}.get(status)
    return ClusterError(
        f"{meaning or f'it answers {status}'}: {said}" if said else meaning or f"it answers {status}", status
    )


def _body(error: Exception) -> Any:
    try:
        return json.loads(getattr(error, "body", None) or "null")
    except (ValueError, TypeError, RecursionError):
        return None


def _without_answer(error: Exception, seconds: float) -> str:
    names = {type(error).__name__, *(type(part).__name__ for part in _causes(error))}
    if any("Timeout" in name for name in names):
        return f"it does not answer within {seconds:g} seconds"
    return f"it cannot be asked: {_line(error)}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    part: Any = error
    for _ in range(5):
        part = getattr(part, "reason", None) or part.__cause__ or part.__context__
        if not isinstance(part, BaseException):
            return
        yield part


def _line(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:_LONGEST]
