"""Whether a pod is for Windows.

Source: k8s.io/api ``core/v1/types.go``, PodSpec.os, which lists what only one system takes; Kubernetes
``pkg/apis/core/validation`` refuses the other system's fields only where ``spec.os.name`` says which it is.
"""

from __future__ import annotations

from capslint.formats.kubernetes import fields
from capslint.formats.reading.scalars import is_null, scalar_text
from capslint.formats.reading.view import View

CONTEXT = "securityContext"


def is_windows(entries: dict[str, View], containers: list[View]) -> bool:
    """Return whether the system is named so, or there are ``windowsOptions`` and nothing is for Linux only."""
    named = _named(entries)
    if named:
        return "windows" in named
    contexts = [entries.get(CONTEXT)]
    contexts += [container.tree.select(container, fields.CONTEXT_ONLY).get(CONTEXT) for container in containers]
    written = [context for context in contexts if context is not None]
    if not any(_has(context, fields.WINDOWS) for context in written):
        return False
    linux = (view for name, view in entries.items() if name in fields.LINUX_POD)
    return all(map(is_null, linux)) and not any(_has(context, fields.LINUX_SECURITY) for context in written)


def _named(entries: dict[str, View]) -> set[str]:
    found = set()
    for field, names in (("os", fields.OS), ("nodeSelector", fields.NODE_SELECTOR)):
        view = entries.get(field)
        for value in view.tree.select(view, names).values() if view is not None else ():
            name = scalar_text(value)
            if name:
                found.add(name)
    return found


def _has(context: View, names: frozenset[str]) -> bool:
    return any(not is_null(view) for view in context.tree.select(context, names).values())
