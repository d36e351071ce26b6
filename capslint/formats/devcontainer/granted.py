"""What a dev container is granted: the words of ``docker run`` that the CLI makes of metadata and ``runArgs``.

Source: github.com/devcontainers/cli src/spec-node/singleContainer.ts (spawnDevContainer): ``-u`` of containerUser, then
``runArgs``, then ``--privileged``, ``--cap-add`` and ``--security-opt`` of the merged metadata. So of two seccomp
profiles the metadata's counts. What the metadata says twice it says once (imageMetadata.ts, unionOrUndefined).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from capslint.cst import Node, Scalar, node_at
from capslint.formats.devcontainer.brought import Brought
from capslint.formats.devcontainer.members import Members, content, is_true, strings
from capslint.formats.reading.neighbour_files import NoFiles
from capslint.formats.reading.option_mistakes import mistakes_in, old_spellings_in
from capslint.formats.reading.view import View
from capslint.formats.reading.word_spans import word
from capslint.formats.run_flags.container_fields import with_flags
from capslint.formats.run_flags.flag_table import command_flags
from capslint.formats.run_flags.line_word import Expands, LineWord
from capslint.formats.run_flags.split_flags import GivenFlag, split_flags
from capslint.model import Container, OptionMistake, Place, Repeated, Setting, Unknown, Via
from capslint.model.grants import bare_name
from capslint.startup.records import NamedTuple

T = TypeVar("T")
RUN_ARGS = "runArgs"
LISTS = {"capAdd": "cap-add", "securityOpt": "security-opt"}
"""The lists of the file, with the flag that each of their items becomes."""
_FIELDS = ("privileged", "seccomp", "apparmor", "selinux", "no_new_privileges", "unmasked_proc")
_NO_IMAGE = "there is no image"


class PlacedFlag(NamedTuple):
    """One word of ``docker run`` with where it comes from; ``by`` is who brings it, empty for the file itself."""

    flag: GivenFlag
    place: Place
    by: str = ""

    @property
    def what(self) -> tuple[str, str]:
        """What it grants, spelled so that two that grant the same are equal."""
        value = self.flag.value
        return self.flag.name, bare_name(value) if self.flag.name == "cap-add" else value

    @property
    def is_whole(self) -> bool:
        """Whether its value is all of the string that it is written in, without the name of the flag."""
        return getattr(node_at(self.place.document.root, self.place.path), "value", None) == self.flag.value


_Pair = tuple[PlacedFlag, PlacedFlag]


class _Places:
    """Implements `capslint.formats.run_flags.container_fields.Places`."""

    def __init__(self, members: Members, placed: list[PlacedFlag]) -> None:
        self._members = members
        self._placed = {id(each.flag): each.place for each in placed}

    def of(self, flag: GivenFlag) -> Place:
        """Return the place of a flag's value."""
        return self._placed[id(flag)]

    def of_all(self, name: str) -> Place:
        """Return the place of the list to which more of the kind would be added."""
        key = next((key for key, flag in LISTS.items() if flag == name), RUN_ARGS)
        return place_of_list(self._members, key)


def place_of_list(members: Members, key: str) -> Place:
    """Return where the list ``key`` stands, or would."""
    root = members.root
    view = members.entries.get(key)
    return view.place() if view is not None else Place(root.tree.document, (*root.path, key), root.node)


def granted(container: Container, members: Members, brought: list[Brought]) -> Container:
    """Return ``container`` with all that file, Features and image grant it."""
    metadata = list(brought_flags(brought))
    own, repeated = _apart(list(_own_flags(members)), metadata)
    run_args, repeated_args = _apart(list(_run_arguments(members)), [*metadata, *own])
    first = [each for each in (*metadata, *own) if each.flag.name in ("user", "cap-add") or each.flag.why is not None]
    last = [each for each in (*metadata, *own) if each not in first]
    placed = [*first, *run_args, *last]
    is_path_known = "${localWorkspaceFolder" in container.document.source.text
    files = members.files if is_path_known else NoFiles()
    granting = with_flags(container, [each.flag for each in placed], _Places(members, placed), files)
    named = tuple(_repeated(each, first) for each, first in (*repeated, *repeated_args))
    return with_mistakes(marked(granting, placed)._replace(repeated=named, security_options=()), [*own, *run_args])


def granted_on_top(container: Container, members: Members, brought: list[Brought]) -> Container:
    """Return ``container``, which a Compose file describes, with what the metadata adds; what is written there stands.

    What nobody knows can only add to that.
    """
    metadata = list(brought_flags(brought))
    own, repeated = _apart(list(_own_flags(members)), metadata)
    unknown = [each for each in metadata if each.flag.why is not None]
    known = [each for each in (*metadata, *own) if each.flag.why is None or not each.by]
    written = {name: getattr(container, name) for name in _FIELDS if not getattr(container, name).is_absent}
    places = _Places(members, [*unknown, *known])
    vague = with_flags(container, [each.flag for each in unknown], places, NoFiles())._replace(**written)
    granting = with_flags(vague, [each.flag for each in known], places, members.files)
    named = tuple(_repeated(each, first) for each, first in repeated)
    container = marked(granting, [*unknown, *known])
    # Compose refuses the same option twice: then it is the one in a file that goes, so that one is the second.
    options = sorted(container.security_options, key=lambda option: option.via is not Via.BROUGHT)
    return with_mistakes(container._replace(repeated=named, security_options=tuple(options)), own)


def _repeated(each: PlacedFlag, first: PlacedFlag) -> Setting[Repeated]:
    return Setting(Repeated(spelled(each), first.by or str(first.place.path[0]), not first.by), each.place)


def brought_flags(brought: list[Brought]) -> Iterator[PlacedFlag]:
    """Return what is brought, and where more may be, flags whose value is not known."""
    for each in brought:
        node = each.place.node
        for written in each.metadata.grants:
            name, has_value, value = written.removeprefix("--").partition("=")
            flag = GivenFlag(name, value if has_value else "true", node.span, ())
            yield PlacedFlag(flag, each.place, each.name)
        if each.metadata.container_user is not None:
            yield PlacedFlag(GivenFlag("user", each.metadata.container_user, node.span, ()), each.place, each.name)
        if each.metadata.why_unknown is not None:
            why = Unknown(each.metadata.why_unknown)
            for name in ("privileged", "cap-add", "security-opt"):
                yield PlacedFlag(GivenFlag(name, "", node.span, (), why=why), each.place, each.name)


def _own_flags(members: Members) -> Iterator[PlacedFlag]:
    view = members.entries.get("privileged")
    if view is not None and is_true(view):
        yield PlacedFlag(GivenFlag("privileged", "true", view.node.span, ()), view.place())
    user = members.entries.get("containerUser")
    if user is not None:
        yield PlacedFlag(_given("user", user, members), user.place())
    for key, name in LISTS.items():
        for item in strings(members.entries.get(key), key):
            yield PlacedFlag(_given(name, item, members), item.place())


def _given(name: str, view: View, members: Members) -> GivenFlag:
    text = members.filled(view)
    why = text if isinstance(text, Unknown) else None
    return GivenFlag(name, text if isinstance(text, str) else content(view), view.node.span, (), why=why)


def _run_arguments(members: Members) -> Iterator[PlacedFlag]:
    items = strings(members.entries.get(RUN_ARGS), RUN_ARGS)
    split = split_flags([_line_word(item, members) for item in items], command_flags("docker", "run"))
    for flag in split.flags:
        item = items[flag.words[-1]]
        yield PlacedFlag(flag, item.place()._replace(node=_part(item.node, flag)))
    if split.why_unknown is not None and split.why_unknown != _NO_IMAGE:
        place = members.entries[RUN_ARGS].place()
        why = Unknown(f"what runArgs give: {split.why_unknown}")
        for name in ("privileged", "cap-add", "security-opt"):
            yield PlacedFlag(GivenFlag(name, "", place.node.span, (), why=why), place)


def _line_word(view: View, members: Members) -> LineWord:
    text = members.substituted(content(view))
    return LineWord(text, word(view, content(view)).span, Expands.ONE if "${" in text else Expands.NOTHING)


def _part(node: Node, flag: GivenFlag) -> Node:
    """Return the value of a flag as a node of its own where it is only a part of ``node``."""
    if not isinstance(node, Scalar) or node.value == flag.value or not node.value.endswith(flag.value):
        return node
    return Scalar(flag.span.start, flag.span.end, None, None, flag.value, '"')


def _apart(given: list[PlacedFlag], before: list[PlacedFlag]) -> tuple[list[PlacedFlag], list[_Pair]]:
    """Return those of ``given`` that say something new, and those that say what one ``before`` says, with that one."""
    said = {each.what: each for each in reversed(before) if each.flag.why is None}
    kinds = ("cap-add", "security-opt", "privileged")
    is_new = [each.flag.name not in kinds or each.flag.why is not None or each.what not in said for each in given]
    new = [each for each, fresh in zip(given, is_new, strict=True) if fresh]
    return new, [(each, said[each.what]) for each, fresh in zip(given, is_new, strict=True) if not fresh]


def spelled(placed: PlacedFlag) -> str:
    """Return what is granted, for a sentence."""
    return placed.flag.name if placed.flag.name == "privileged" else placed.flag.value


def marked(container: Container, placed: list[PlacedFlag]) -> Container:
    """Return ``container`` with a mark at what is brought."""
    brought = {id(each.place) for each in placed if each.by}

    def mark(setting: Setting[T]) -> Setting[T]:
        return setting._replace(via=Via.BROUGHT) if id(setting.place) in brought else setting

    added = container.cap_add
    if not isinstance(added.value, Unknown):
        added = added._replace(value=tuple(mark(item) for item in added.value))
    return container._replace(
        privileged=mark(container.privileged),
        user=mark(container.user),
        cap_add=added,
        seccomp=mark(container.seccomp),
        apparmor=mark(container.apparmor),
        selinux=mark(container.selinux),
        no_new_privileges=mark(container.no_new_privileges),
        unmasked_proc=mark(container.unmasked_proc),
        security_options=tuple(map(mark, container.security_options)),
    )


def with_mistakes(container: Container, own: list[PlacedFlag]) -> Container:
    """Return ``container`` with the security options among ``own``, the file's, that Docker refuses or deprecates."""
    options = [each for each in own if each.flag.name == "security-opt" and each.flag.why is None]
    if not options:
        return container
    whole = tuple(Setting(each.flag.value, each.place) for each in options if each.is_whole)
    return container._replace(
        option_mistakes=(*container.option_mistakes, *_mistakes(options)),
        old_options=(*container.old_options, *old_spellings_in(whole)),
    )


def _mistakes(options: list[PlacedFlag]) -> Iterator[Setting[OptionMistake]]:
    for each in options:
        for mistake in mistakes_in((Setting(each.flag.value, each.place),), "docker"):
            yield mistake if each.is_whole else mistake.with_value(mistake.value._replace(right=None))
