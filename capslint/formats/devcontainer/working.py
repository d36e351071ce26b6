"""Who works in a dev container, and what with: the remote user, life-cycle commands, an editor, installed debuggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capslint.cst import Scalar
from capslint.formats.devcontainer import commands
from capslint.formats.devcontainer.brought import Brought
from capslint.formats.devcontainer.editor import editor_signs
from capslint.formats.devcontainer.members import Members, content, entries_of, is_true, mounts_of
from capslint.formats.reading.scalars import integer, is_null
from capslint.formats.reading.view import View, present
from capslint.model import Container, Exec, Installed, Setting, Unknown, Variable, Word, last_of_each, user_written

_STORAGE = "/var/lib/docker"


def worked_in(
    container: Container, members: Members, brought: list[Brought], exec_as: Exec | None, path: str | None = None
) -> Container:
    """Return ``container`` with what file, Features and image tell of those who work in it.

    ``path`` is the file's where the container stands in another one.
    """
    entries = members.entries
    mounts = (*(mount for each in brought for mount in each.metadata.mounts), *mounts_of(members))
    listed = entries.get("mounts")
    places = (*container.mounts.value, *mounts)
    packages = [
        Installed(Word(name, each.span), each.kind, path) for each in brought for name in each.metadata.packages
    ]
    of_image = container.build.environment if container.build is not None else ()
    return container._replace(
        commands=(*container.commands, *(line._replace(path=path) for line in commands.of_life(members, exec_as))),
        mounts=present(listed, places) if listed is not None else container.mounts._replace(value=places),
        environment=last_of_each((*of_image, *container.environment, *_variables(members, path))),
        ports=(*container.ports, *_ports(members)),
        editor_signs=tuple(sign._replace(path=sign.path or path) for sign in editor_signs(members, brought)),
        is_workspace=True,
        exec_as=exec_as,
        installed=(*packages, *_engine(mounts, listed, path)),
    )


def _variables(members: Members, path: str | None) -> Iterator[Variable]:
    """Return what the container is started with, and what editors and their tools start programs with.

    Source: containers.dev/implementors/json_reference, containerEnv and remoteEnv (null: not set).
    """
    for key in ("containerEnv", "remoteEnv"):
        for name, view in entries_of(members.entries.get(key)).items():
            value = members.substituted(content(view))
            if not is_null(view):
                yield Variable(name, Unknown(f"the variable {name}") if "${" in value else value, view.node.span, path)


def _engine(mounts: Iterable[str], listed: View | None, path: str | None) -> list[Installed]:
    """Return the engine that runs in the container by its mounts: a volume for what it stores.

    Source: github.com/devcontainers/features src/docker-in-docker/devcontainer-feature.json, mounts.
    """
    is_there = any(mount.endswith(f":{_STORAGE}") and not mount.startswith(("/", ".")) for mount in mounts)
    return [Installed(Word("docker-ce", listed.node.span), "mounts", path)] if is_there and listed is not None else []


def remote_user(members: Members, brought: list[Brought]) -> Exec:
    """Return as whom people work in the container; its own user where nothing says another."""
    written = members.text("remoteUser")
    if isinstance(written, Unknown):
        return Exec(written)
    known = {each.metadata.remote_user: each.metadata.remote_uid for each in brought if each.metadata.remote_user}
    name = written or next(reversed(known), None)
    if name is not None:
        user = user_written(name)
        return Exec(user._replace(uid=known.get(name)) if user.uid is None else user)
    unknown = (each.metadata.why_unknown for each in brought if each.metadata.why_unknown is not None)
    why = next(unknown, None)
    return Exec(Unknown(why)) if why is not None else Exec()


def overrides(members: Members, brought: list[Brought], default: bool) -> bool:
    """Return whether a shell that waits runs in the place of the image's command."""
    written = members.entries.get("overrideCommand")
    if written is not None:
        return is_true(written)
    said = [each.metadata.overrides for each in brought if each.metadata.overrides is not None]
    return said[-1] if said else default


def _ports(members: Members) -> list[Setting[int]]:
    found = []
    for key in ("appPort", "forwardPorts"):
        view = members.entries.get(key)
        views = [view] if view is not None and isinstance(view.node, Scalar) else []
        for each in views or (view.tree.items(view) if view is not None else ()):
            port = integer(content(each).rpartition(":")[2]) if key == "appPort" or ":" not in content(each) else None
            if port is not None:
                found.append(present(each, port))
    return found
