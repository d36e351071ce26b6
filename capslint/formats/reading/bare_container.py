"""A container of which the file says nothing: what a format begins with."""

from __future__ import annotations

from capslint.formats.reading.view import View, absent
from capslint.model import Container, PidMode, PidNamespace, Role, Seccomp, SeccompKind, Starter
from capslint.source.budget import CONTAINERS, spend


def bare_container(view: View, name: str, label: str, format_name: str, starter: Starter) -> Container:
    """Return the container that stands at ``view``, with nothing granted and everything by default."""
    spend(CONTAINERS)
    return Container(
        document=view.tree.document,
        path=view.path,
        header=view.key.span if view.key is not None else view.node.span,
        label=label,
        name=name,
        format=format_name,
        starter=starter,
        role=Role.MAIN,
        image=absent(view, "image", None),
        commands=(),
        privileged=absent(view, "privileged", False),
        cap_add=absent(view, "cap_add", ()),
        cap_drop=absent(view, "cap_drop", ()),
        seccomp=absent(view, "seccomp", Seccomp(SeccompKind.UNSET)),
        apparmor=absent(view, "apparmor", None),
        selinux=absent(view, "selinux", None),
        no_new_privileges=absent(view, "no_new_privileges", False),
        unmasked_proc=absent(view, "unmasked_proc", False),
        user=absent(view, "user", None),
        pid=absent(view, "pid", PidMode(PidNamespace.PRIVATE)),
        ipc=absent(view, "ipc", None),
        user_namespace=absent(view, "user_namespace", None),
        run_as_non_root=absent(view, "user", None),
        active_only_in=(),
        devices=absent(view, "devices", ()),
        mounts=absent(view, "mounts", ()),
        environment=(),
        annotations=(),
        build=None,
        debug_target=None,
    )
