"""Whose file it is, told by its content."""

from __future__ import annotations

import re

from capslint.cst import Alias, Document, Mapping, Node, Scalar, resolve
from capslint.formats.reading.neighbour_files import base_name

_HELM_MARKS = (".Values", ".Release.", ".Chart.", "include ", ".Capabilities.")
_COMPOSE_TOP_KEYS = frozenset(
    ("configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes")
)
_SERVICES = r"""(?:services|include)["']?\s*:"""
# Kinds that are large, many, and never hold a pod spec that runs.
_KINDS_WITHOUT_PODS = {
    **dict.fromkeys(
        ("ConfigMap", "Secret", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"), "no containers"
    ),
    "CustomResourceDefinition": "which describes or restricts and runs nothing",
}
_TELLING_SERVICE_KEYS = frozenset(
    (
        *("build", "cap_add", "cap_drop", "command", "container_name", "depends_on", "deploy", "devices"),
        *("entrypoint", "env_file", "environment", "expose", "extends", "healthcheck", "image", "network_mode"),
        *("networks", "pid", "ports", "privileged", "profiles", "restart", "security_opt", "user", "userns_mode"),
        "volumes",
    )
)


class NotOurs:
    """The document is none that capslint judges; ``reason`` says why, for a person."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __repr__(self) -> str:
        """Show the reason."""
        return f"NotOurs({self.reason!r})"


def is_relevant(text: str) -> bool:
    """Return whether a document with this text could hold a service or a container, without parsing it.

    Escapes could spell the words differently, so that a text with one is relevant too.
    """
    return names_ours(text) or is_escaped(text)


def names_ours(text: str) -> bool:
    """Return whether ``text`` holds a word without which it is no document of ours, spelled as people spell it."""
    return "ontainers" in text or "services" in text or "include:" in text


def is_manifest(text: str) -> bool:
    """Return whether a document with this text is a Kubernetes manifest if it is ours at all, without parsing it.

    One with ``apiVersion`` and ``kind`` at its top is, whatever else it holds; else one that has no services.
    """
    if "apiVersion" not in text:
        return False
    if _is_at_the_top("apiVersion:", text) and _is_at_the_top("kind:", text):
        return True
    return not re.search(_SERVICES, text) and not is_escaped(text)


def is_escaped(text: str) -> bool:
    """Return whether an escape could spell a word of this text otherwise."""
    return "\\" in text and any(escape in text for escape in ("\\x", "\\u", "\\U", "\\\n", "\\\r"))


def _is_at_the_top(key: str, text: str) -> bool:
    return text.startswith(key) or f"\n{key}" in text


def reason_by_kind(text: str) -> str | None:
    """Return why a document with this text is not ours, where its kind alone tells, without parsing it.

    The kind must stand at the start of one line only, the API version too: nothing else is at the top of a mapping
    in block style. Where that is not so, None.
    """
    if "\n---" in text or "\n..." in text or not _is_at_the_top("apiVersion:", text):
        return None
    at = 0 if text.startswith("kind:") else text.find("\nkind:") + 1
    if (at == 0 and not text.startswith("kind:")) or text.find("\nkind:", at) >= 0:
        return None
    kind, *rest = text[at + 5 : text.find("\n", at) if "\n" in text[at:] else None].split(maxsplit=1) or [""]
    if kind not in _KINDS_WITHOUT_PODS or (rest and not rest[0].startswith("#")):
        return None
    return f"Kubernetes {kind}, {_KINDS_WITHOUT_PODS[kind]}"


def template_reason(text: str) -> str | None:
    """Return which template language a text that is not YAML is written in, None if it does not look like one."""
    if "{{" in text and "}}" in text:
        is_helm = any(mark in text for mark in _HELM_MARKS)
        return "Helm template, render it first" if is_helm else "template with {{ }}, render it first"
    if "{%" in text:
        return "template with {% %}, render it first"
    if "<%" in text:
        return "template with <% %>, render it first"
    return None


def is_rendered(document: Document) -> bool:
    """Return whether a document that parses is no template: ``a: {{ .x }}`` is YAML, a mapping as key of a mapping."""
    text = document.source.text
    if text.find("{{", document.start, document.end) < 0:
        return True
    if any(text.find(mark, document.start, document.end) >= 0 for mark in _HELM_MARKS[:3]):
        return False
    return not _has_mapping_as_key(document.root)


def _has_mapping_as_key(root: Node | None) -> bool:
    stack: list[Node | None] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                if isinstance(key, Mapping):
                    return True
                stack.append(value)
        else:
            stack.extend(getattr(node, "items", ()))
    return False


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
