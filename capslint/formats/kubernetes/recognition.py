"""Whether a document is a Kubernetes manifest, and one that can hold a pod, told by its text."""

from __future__ import annotations

# Kinds that are large, many, and never hold a pod spec that runs.
_KINDS_WITHOUT_PODS = {
    **dict.fromkeys(
        ("ConfigMap", "Secret", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"), "no containers"
    ),
    "CustomResourceDefinition": "which describes or restricts and runs nothing",
}


def is_manifest(text: str) -> bool | None:
    """Return whether a document with this text is a manifest; None if it is unless something else is at its top.

    One with ``apiVersion`` and ``kind`` at its top is, whatever else it holds.
    """
    if "apiVersion" not in text:
        return False
    return True if _is_at_the_top("apiVersion:", text) and _is_at_the_top("kind:", text) else None


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
