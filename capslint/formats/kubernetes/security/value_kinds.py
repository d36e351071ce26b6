"""What is wrong with the value of a security field, asked of a copy of its view before it is moved."""

from __future__ import annotations

from capslint.cst import Sequence
from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.security.security_context import Contexts, read_security
from capslint.formats.kubernetes.security.unknown_keys import NESTED
from capslint.formats.reading.scalars import is_null, kubernetes_boolean, mapping_expected, text
from capslint.formats.reading.view import View

_LISTS = frozenset(("cap_add", "cap_drop"))


def read_value(name: str, view: View) -> None:
    """Read the value of the field ``name`` where it belongs, which reports what is wrong with it."""
    if name == "securityContext":
        if mapping_expected(view, name):
            _refuse_unknown(view, fields.EVERY_POD_SECURITY)
            for inner, value in view.tree.select(view, fields.CONTAINER_SECURITY).items():
                read_value(inner, value)
    elif name in _LISTS:
        _read_list(name, view)
    elif name in fields.CONTAINER_SECURITY:
        own = {name: view} if name != "runAsGroup" else {name: view, "runAsUser": view}
        if name in NESTED:
            _refuse_unknown(view, NESTED[name])
        read_security(Contexts(view, view, own, {}, None), None)
    else:
        kubernetes_boolean(view, name)


def _refuse_unknown(view: View, known: frozenset[str]) -> None:
    for name in view.tree.select(view, None):
        if name not in known:
            view.problem(f"there is no field {name!r}")


def _read_list(name: str, view: View) -> None:
    if not isinstance(view.node, Sequence) and not is_null(view):
        view.problem(f"{name} takes a list")
    for item in view.tree.items(view):
        text(item, f"an item of {name}")
