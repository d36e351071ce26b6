"""How a format writes what a rule wants: intentions in, changes of the file out, or the reason why there are none.

`Writer` has what formats written in YAML have in common; a format overrides what it spells otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable

from capslint.cst import Alias, Document, Mapping, Node, Path, Scalar, Sequence, merges, node_at
from capslint.cst.changes import Append, Insert, Move, Remove, Replace, ReplaceEntry, Value
from capslint.cst.paths import along
from capslint.edits import Withheld
from capslint.formats.reading.scalars import TRUE
from capslint.model import Annotation, Container, Misplaced, Refused, Setting, Unknown, Via
from capslint.model.capability_items import Item, items_of
from capslint.model.remedy import Remedy, brought_by, join, set_value

_NO_PLACE = "no one place is known where it would mean the same"


class Writer:
    """Turns intentions into changes.

    ``joins_lists``: the lists of several files are joined. ``added`` is where the list of added capabilities stands,
    seen from the container; ``added_beside_privileged`` the same, seen from the mapping that holds the switch for a
    privileged container. ``takes_prefix``: capabilities can be written with ``CAP_``. ``root`` is how a user
    is written who shall be root. ``shares_all_processes``: containers see each other's processes all, or none do.
    """

    joins_lists = False
    shares_all_processes = False
    added: Path
    added_beside_privileged: Path
    takes_prefix: bool
    root: Value

    def grant_capability(
        self, container: Container, names: tuple[str, ...], inside: Path | None = None, beside: Remedy | None = None
    ) -> Remedy | Withheld:
        """Return the changes that add capabilities as the list spells them; names that are in it are left alone.

        Where there is no list it begins one: where the format would have it, or in the container-like mapping
        ``inside`` (one that is merged into the container, so that all who use it get it). Where lists of several files
        are joined, the names go to the file in which the container is at home, or to the one that ``beside`` changes.
        """
        added = container.cap_add
        if isinstance(added.value, Unknown):
            return Withheld(f"the list of added capabilities is not known: {added.value.why}")
        document = beside.document if beside is not None else container.document
        if document is not container.document or (not added.is_absent and added.place.document is not document):
            changed = beside.changes[0].path if beside is not None and beside.changes else container.path
            return self._granted_in(document, changed, container, names)
        if added.is_absent:
            return self._granted_in_new_list(container, names, inside)
        written = [self._spelled_alike(container, name) for name in self.missing_names(container, names)]
        return _appended(added.place.document, added.place.path, written)

    def grant_in_own_list(self, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        """Return the changes that write a list out in the place of an alias, with ``names`` behind what it stands for.

        The others who have the list keep it as it is. Withheld where the container has it in another way.
        """
        path = (*container.path, *self.added)
        alias = node_at(container.document.root, path)
        listed = alias.target if isinstance(alias, Alias) else None
        if not isinstance(listed, Sequence) or container.cap_add.place.node is not listed:
            return Withheld("it has no list of its own")
        held = [item.value for item in listed.items if isinstance(item, Scalar) and item.value.isidentifier()]
        if len(held) < len(listed.items):
            return Withheld("others share its list, in which more than names stands")
        more = [self._spelled_alike(container, name) for name in self.missing_names(container, names)]
        return Remedy(container.document, (Replace(path, [*held, *more]),))

    def _granted_in(
        self, document: Document, inside: Path, container: Container, names: tuple[str, ...]
    ) -> Remedy | Withheld:
        around = self.container_around(inside)
        if around is None:
            return Withheld("it takes a change in two documents at once")
        return _appended(document, (*around, *self.added), self.missing_names(container, names))

    def _granted_in_new_list(self, container: Container, names: tuple[str, ...], inside: Path | None) -> Remedy:
        place = container.cap_add.place
        if inside is None or inside == container.path:
            return _appended(place.document, place.path, names)
        return _appended(place.document, (*inside, *self.added), names)

    def is_left_open(self, setting: Setting[object]) -> bool:
        """Return whether ``setting`` is written with a variable, so that whoever starts it can choose the value."""
        return False

    def container_around(self, path: Path) -> Path | None:
        """Return the path of the container-like mapping around ``path``, in any document; None if paths do not tell."""
        return None

    def hidden_beneath(self, setting: Setting[object], container: Container) -> str | None:
        """Return what would come in the place of ``setting`` if it were taken out, in words; None if nothing would.

        What is the container's own and says the same does not count: it is the next thing to take out.
        """
        place = setting.place
        key = place.path[-1]
        if merges(node_at(place.document.root, place.path[:-1]), key):
            return f"what is merged (<<) there has {key} too"
        return None

    def revoke(self, setting: Setting[object], container: Container, is_repetition: bool = False) -> Remedy | Withheld:
        """Return the changes that take an entry or a list item out, with the lists and mappings that this empties.

        An entry that hides another one under the same key, which is merged (``<<``) or given by an extended service or
        a file that this one is laid over, is switched off, as taking it out would show that. So does a security option
        that hides another one of its kind, and that has no opposite. ``is_repetition``: the same is said elsewhere, and
        stays.
        """
        if setting.is_absent:
            return Withheld("there is nothing to remove")
        if (why := brought_by(setting)) is not None:
            return why
        place = setting.place
        hidden = None if is_repetition else self.hidden_beneath(setting, container)
        if hidden is not None:
            if isinstance(place.node, Scalar) and place.node.value.lower() in TRUE:
                return Remedy(place.document, (Replace(place.path, False),))
            return Withheld(f"{hidden}, and would come in its place")
        return Remedy(place.document, (Remove(place.path, self.steps_to_keep(container, setting)),))

    def steps_to_keep(self, container: Container, setting: Setting[object]) -> int:
        """Return how many steps of the setting's path must stay although they may become empty.

        These are the container itself, what holds it, the anchored node that others refer to, or one that stands for
        others.
        """
        place = setting.place
        shared = 0
        if place.document is container.document:
            while shared < min(len(place.path), len(container.path)) and place.path[shared] == container.path[shared]:
                shared += 1
        floor = len(self.container_around(place.path) or ("",))
        return max(shared, floor, _anchored_steps(place.document.root, place.path[:-1]))

    def replace_item(self, item: Item, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        """Return the changes that put capabilities in the place of an item of the list, the first in its line."""
        missing = [self.spelled_as(item, name) for name in self.missing_names(container, names)]
        if not missing:
            return self.revoke(item.setting, container)
        first = set_value(item.setting, missing[0])
        if len(missing) == 1:
            return first
        place = container.cap_add.place
        return join(first, _appended(place.document, place.path, missing[1:]))

    def spelled_as(self, item: Item, name: str) -> str:
        """Return capability ``name`` as ``item`` of a list is spelled."""
        return item.spelled(name) if self.takes_prefix else name

    def missing_names(self, container: Container, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of ``names`` that are not surely read among the capabilities that ``container`` adds."""
        listed = () if container.cap_add.is_absent else items_of(container.cap_add)
        there = {item.name for item in listed if self.takes_prefix or not item.has_prefix}
        return tuple(name for name in names if name not in there)

    def _spelled_alike(self, container: Container, name: str) -> str:
        """Return ``name`` spelled as every other item of the list is."""
        there = items_of(container.cap_add)
        if there and self.takes_prefix and all(item.has_prefix for item in there):
            name = f"CAP_{name}"
        return name.lower() if there and all(item.written.islower() for item in there) else name

    def replace_privileged_by(self, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
        """Return the changes that put capabilities in the line of ``privileged``, or in the list there is."""
        privileged = container.privileged
        taken = self.revoke(privileged, container)
        if not names or isinstance(taken, Withheld):
            return taken
        place = privileged.place
        path = (*place.path[:-1], *self.added_beside_privileged)
        added = container.cap_add
        if not added.is_absent:
            if not self.joins_lists or added.place.document is place.document:
                return join(taken, self.grant_capability(container, names, beside=taken))
            names = self.missing_names(container, names)
            if not names:
                return taken
        first = path[: len(place.path)]
        if self.hidden_beneath(privileged, container) is None and node_at(place.document.root, first) is None:
            value = _nested(path[len(first) :], list(names))
            return Remedy(place.document, (ReplaceEntry(place.path, str(first[-1]), value),))
        return join(_appended(place.document, path, names), taken)

    def use_default_seccomp(self, container: Container) -> Remedy | Withheld:
        """Return the changes that go back to the engine's own filter: what comes without the setting."""
        return self.revoke(container.seccomp, container)

    def use_default_apparmor(self, container: Container) -> Remedy | Withheld:
        """Return the changes that go back to the engine's own profile: what comes without the setting."""
        return self.revoke(container.apparmor, container)

    def use_default_selinux(self, container: Container) -> Remedy | Withheld:
        """Return the changes that go back to the engine's own label: what comes without the setting."""
        return self.revoke(container.selinux, container)

    def share_processes(self, container: Container, target: Container) -> Remedy | Withheld:
        """Return the changes that let ``container`` see the processes of ``target``."""
        place = container.pid.place
        value = self.pid_of(target)
        if container.pid.is_absent:
            return Remedy(place.document, (Insert(place.path, value),))
        return Remedy(place.document, (Replace(place.path, value),))

    def pid_of(self, target: Container) -> Value:
        """Return the value that lets a container see the processes of ``target``."""
        raise NotImplementedError

    def run_as_root(self, container: Container) -> Remedy | Withheld:
        """Return the changes that let the container run as root; the file can overrule the image's user."""
        user = container.user
        if user.via is not Via.IMAGE:
            return set_value(user, self.root)
        return Remedy(user.place.document, (Insert(user.place.path, self.root),))

    def annotation_as_field(self, annotation: Annotation, container: Container) -> Remedy | Withheld:
        """Return the changes that write the field that an annotation became, in its place."""
        return Withheld("there is no such field")

    def annotation_on_template(self, annotation: Annotation, container: Container) -> Remedy | Withheld:
        """Return the changes that move an annotation from the object to the pods that it makes."""
        return Withheld("there is no template that it could stand on")

    def take_back_refused(self, word: Setting[Refused], container: Container) -> Remedy | Withheld:
        """Return the changes back to what comes without a word that the server refuses: it was never in force."""
        return self.revoke(word, container)

    def put_right(self, field: Misplaced, container: Container) -> Remedy | Withheld:
        """Return the changes that move a misplaced field to where it is read.

        Where a list of added capabilities stands there, those that the field names come into it.
        """
        place = field.place
        path = self._destination(field, container)
        if path is None:
            elsewhere = "it would be read in another file" if field.belongs is not None else _NO_PLACE
            return Withheld(elsewhere)
        if not field.is_readable:
            return Withheld("its value is not valid at the right place")
        for node in along(place.document.root, path[:-1]):
            if isinstance(node, Alias):
                return Withheld("others share what is written at its right place")
            if isinstance(node, Mapping) and node.get("<<") is not None and node is not place.document.root:
                return Withheld("what is merged into its right place can hold it already")
        setting: Setting[object] = Setting(field.name, place)
        if node_at(place.document.root, path) is not None:
            return self._put_into_list(setting, path, container, field.adds)
        return Remedy(place.document, (Move(place.path, path, self.steps_to_keep(container, setting)),))

    def _put_into_list(
        self, setting: Setting[object], path: Path, container: Container, names: tuple[str, ...]
    ) -> Remedy | Withheld:
        from capslint.cst.comments import may_hold_comment

        place = setting.place
        if not names or path != container.cap_add.place.path or may_hold_comment(place.document, place.node):
            return Withheld("its right place is taken")
        return join(self.grant_capability(container, names), self.revoke(setting, container))

    def _destination(self, field: Misplaced, container: Container) -> Path | None:
        return field.belongs if field.place.document is container.document else None


def _appended(document: Document, path: Path, names: Iterable[str]) -> Remedy:
    return Remedy(document, tuple(Append(path, name) for name in names))


def _anchored_steps(root: Node | None, path: Path) -> int:
    # An empty list with the tag !override still takes back what the files below give.
    stays = (depth for depth, node in enumerate(along(root, path)) if node.anchor or node.tag == "!override")
    return max(stays, default=0)


def _nested(path: Path, value: Value) -> Value:
    for step in reversed(path):
        value = {str(step): value}
    return value
