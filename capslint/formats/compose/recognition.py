"""Whether a document is a Compose file, told by its content."""

from __future__ import annotations

import re

from capslint.cst import Alias, Document, Mapping, Node, Scalar, resolve
from capslint.formats.format import NotOurs
from capslint.formats.reading.neighbour_files import base_name
from capslint.formats.reading.templates import RENDER_HELM, is_rendered

_COMPOSE_TOP_KEYS = frozenset(
    ("configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes")
)
_SERVICES = r"""(?:services|include)["']?\s*:"""
_TELLING_SERVICE_KEYS = frozenset(
    (
        *("build", "cap_add", "cap_drop", "command", "container_name", "depends_on", "deploy", "devices"),
        *("entrypoint", "env_file", "environment", "expose", "extends", "healthcheck", "image", "network_mode"),
        *("networks", "pid", "ports", "privileged", "profiles", "restart", "security_opt", "user", "userns_mode"),
        "volumes",
    )
)


def may_have_services(text: str) -> bool:
    """Return whether ``text`` has one of the keys that lead to services."""
    return re.search(_SERVICES, text) is not None


def why_no_compose(documents: tuple[Document, ...], order: tuple[str, ...]) -> NotOurs | None:
    """Return why a file with these documents is none of Compose; None if one of them looks like it."""
    roots = [(document, document.root) for document in documents if isinstance(document.root, Mapping)]
    verdicts = [looks_like_compose(document, root, order) for document, root in roots]
    reasons = [verdict for verdict in verdicts if isinstance(verdict, NotOurs)]
    if len(reasons) < len(verdicts):
        return None
    # `services: {{ .Values.services }}` is YAML, and has no services yet.
    is_template = any(root.get("services") is not None and not is_rendered(document) for document, root in roots)
    return NotOurs(RENDER_HELM) if is_template else reasons[0]


def looks_like_compose(document: Document, root: Mapping, order: tuple[str, ...] = ()) -> bool | NotOurs:
    """Return whether a mapping with ``services`` (or ``include``) is a Compose file; what ``order`` names is one."""
    own_name = base_name(document.source.path)
    name = "compose" if own_name in order else own_name.lower()
    services = resolve(root.get("services"))
    if services is None:
        return _without_services(root, name)
    if not isinstance(services, Mapping):
        if isinstance(services, Scalar) and services.is_null:
            return NotOurs("services is empty")
        return NotOurs("services is not a mapping, so this is no Compose file")
    if "compose" in name:
        return True
    foreign = _foreign_key(root)
    if foreign is not None:
        return NotOurs(f"not a Compose file: the key {foreign!r} at the top is none of Compose's")
    if not any(_is_service(value) for _, value in services.pairs):
        return NotOurs("nothing under services looks like a Compose service")
    return True


def _without_services(root: Mapping, name: str) -> bool | NotOurs:
    if root.get("include") is not None and _foreign_key(root) is None:
        return True
    if root.pairs and all(isinstance(key, Scalar) and key.value.startswith("x-") for key, _ in root.pairs):
        return NotOurs("only x- fragments, no services")
    if "compose" in name:
        return NotOurs("no services in this Compose file")
    return NotOurs("no services and no pod spec")


def _foreign_key(root: Mapping) -> str | None:
    for key, _ in root.pairs:
        if not isinstance(key, Scalar):
            continue
        name = key.value
        if name in _COMPOSE_TOP_KEYS or name in _TELLING_SERVICE_KEYS or name == "<<" or name.startswith("x-"):
            continue
        return name
    return None


def _is_service(value: Node) -> bool:
    node = resolve(value)
    if isinstance(node, Alias):
        return True
    if not isinstance(node, Mapping):
        return False
    return any(
        isinstance(key, Scalar) and (key.value in _TELLING_SERVICE_KEYS or key.value == "<<") for key, _ in node.pairs
    )
