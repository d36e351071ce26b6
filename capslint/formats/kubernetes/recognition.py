"""Whether a document is a Kubernetes manifest, and one that can hold a pod, or a profile of kubectl debug."""

from __future__ import annotations

from capslint.cst import Mapping, Scalar

# Kinds that are large, many, and never hold a pod spec that runs.
_KINDS_WITHOUT_PODS = {
    **dict.fromkeys(
        ("ConfigMap", "Secret", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"), "no containers"
    ),
    "CustomResourceDefinition": "which describes or restricts and runs nothing",
}

_PROFILES = ("custom", "debug", "ephemeral", "profile")
_GRANTING = ("capabilities", "securityContext")
_HOLD_CONTAINERS = ("apiVersion", "ontainers", "services")


def is_profile_name(name: str) -> bool:
    """Return whether a file called ``name`` can be for ``kubectl debug --custom``, which itself takes any name.

    The values of a chart have the same keys.
    """
    lowered = name.lower()
    return not lowered.startswith("values") and any(word in lowered for word in _PROFILES)


def is_profile_text(text: str) -> bool:
    """Return whether a document with this text can be such a file: a part of a container, and of one alone."""
    grants = "securityContext" in text or "capabilities" in text  # the files of a walk are asked about, and few do
    return grants and not any(word in text for word in _HOLD_CONTAINERS)


def is_profile(root: Mapping) -> bool:
    """Return whether all keys at the top are a container's, one that can grant something among them."""
    if all(root.get(key) is None for key in _GRANTING):
        return False
    from capslint.formats.kubernetes import fields  # most files are none, and do not wait for it

    keys = {key.value if isinstance(key, Scalar) else "" for key, _ in root.pairs}
    return keys <= fields.CUSTOM_CONTAINER | fields.CONTAINER_SECURITY  # the latter belong a level further inside


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
    kind = _only_kind(text)
    return f"Kubernetes {kind}, {_KINDS_WITHOUT_PODS[kind]}" if kind in _KINDS_WITHOUT_PODS else None


def _only_kind(text: str) -> str | None:
    # The value of `kind:` at the start of a line, where there is one such line, and a comment at most behind it.
    _, marker, behind = f"\n{text}".partition("\nkind:")
    if not marker or "\nkind:" in behind:
        return None
    kind, *rest = behind.partition("\n")[0].split(maxsplit=1) or [""]
    return kind if not rest or rest[0].startswith("#") else None
