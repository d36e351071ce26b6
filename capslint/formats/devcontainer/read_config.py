"""A dev container's file as a workload."""

from __future__ import annotations

from capslint.formats.devcontainer import commands
from capslint.formats.devcontainer.brought import by_features
from capslint.formats.devcontainer.granted import granted
from capslint.formats.devcontainer.image import Image, read_image
from capslint.formats.devcontainer.members import COMPOSE_FILE, KEYS, Members, content
from capslint.formats.devcontainer.misplaced import misplaced
from capslint.formats.devcontainer.vocabulary import CONFIGS, FEATURE, NAME
from capslint.formats.devcontainer.working import overrides, remote_user, worked_in
from capslint.formats.format import NotOurs
from capslint.formats.reading.bare_container import bare_container
from capslint.formats.reading.neighbour_files import Files, base_name
from capslint.formats.reading.view import View, absent
from capslint.model import (
    Container,
    Setting,
    Starter,
    Unknown,
    User,
    Via,
    Workload,
    user_written,
)
from capslint.source import Span

_NO_CONTAINER = "it names no image, no Dockerfile and no Compose file"
_HEADS = ("image", "dockerFile", "build", "dockerComposeFile", "id", "name")
"""Members of which the first that is there stands for the container as a whole."""


def read_config(root: View, files: Files) -> tuple[Workload, ...] | NotOurs:
    """Return the workload of a devcontainer.json or of a Feature's file, or why there is none."""
    members = members_of(root, files)
    if COMPOSE_FILE in members.entries:
        from capslint.formats.devcontainer.on_compose import read_on_compose

        return read_on_compose(members)
    image = read_image(members)
    if base_name(root.tree.document.source.path) == FEATURE:
        image = Image(absent(root, "image", Unknown("the image that the Feature is added to")))
    if image is None:
        return NotOurs(_NO_CONTAINER)
    return (Workload("dev container", Starter.ENGINE, (_container(members, image),)),)


def members_of(root: View, files: Files) -> Members:
    """Return the members of the object ``root``, with where the folder is that the editor opens."""
    entries = root.tree.select(root, KEYS)
    path = root.tree.document.source.path.replace("\\", "/")
    if base_name(path) == CONFIGS[1]:
        return Members(root, entries, files, "")
    # Both begin with the folder of the file: the path leads as far up as it was written, the other to the repository.
    folders = max(files.above(), tuple(reversed(path.split("/")[:-1])), key=len)
    return Members(root, entries, files, "../../" if folders[1:2] == (".devcontainer",) else "../")


def _container(members: Members, image: Image) -> Container:
    root, entries = members.root, members.entries
    brought = [*([image.brought] if image.brought is not None else []), *by_features(members)]
    name = content(entries["name"]) if "name" in entries else NAME
    bare = bare_container(root, name, name, NAME, Starter.ENGINE)
    exec_as = remote_user(members, brought)
    is_waiting = overrides(members, brought, default=True)
    container = bare._replace(
        header=_header(members),
        image=image.name,
        is_built=image.is_built,
        build=image.build,
        cap_add=absent(root, "capAdd", ()),
        misplaced=tuple(misplaced(members)),
        user=_image_user(absent(root, "containerUser", None), image),
        commands=(commands.waiting(_header(members)),) if is_waiting else commands.of_image(image.build),
    )
    return worked_in(granted(container, members, brought), members, brought, exec_as)


def _header(members: Members) -> Span:
    views = (members.entries[key] for key in _HEADS if key in members.entries)
    view = next((view for view in views if view.key is not None), members.root)
    return view.key.span if view.key is not None else view.node.span


def _image_user(user: Setting[User | Unknown | None], image: Image) -> Setting[User | Unknown | None]:
    written = image.build.user if image.build is not None else None
    if written is None:
        return user
    return Setting(Unknown("a build argument") if "$" in written else user_written(written), user.place, Via.IMAGE)
