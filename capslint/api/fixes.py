"""Intentions turned into changes of a file, for every format, so that no rule knows one.

Each function gives a `Remedy`, or `Withheld` with the reason why the file cannot be changed so.
"""

from __future__ import annotations

import itertools

from capslint.api.capability_items import Item, items_of
from capslint.api.hidden_values import hidden_beneath
from capslint.api.sharing import steps_to_keep
from capslint.cst import Document, Mapping, Path, Scalar, node_at
from capslint.cst.changes import Append, Change, Insert, Remove, Replace, ReplaceEntry, Value
from capslint.edits import Safety, Withheld
from capslint.findings import Fix
from capslint.formats.reading.scalars import TRUE
from capslint.model import Container, Setting, Starter, Unknown
from capslint.startup.records import NamedTuple

# Where the list of added capabilities stands, seen from the container and from the mapping that holds `privileged`.
_FROM_CONTAINER: dict[Starter, Path] = {
    Starter.ENGINE: ("cap_add",),
    Starter.KUBELET: ("securityContext", "capabilities", "add"),
}
_BESIDE_PRIVILEGED: dict[Starter, Path] = {
    Starter.ENGINE: ("cap_add",),
    Starter.KUBELET: ("capabilities", "add"),
}


class Remedy(NamedTuple):
    """Changes to one document."""

    document: Document
    changes: tuple[Change, ...]


def grant_capability(
    container: Container, *names: str, inside: Path | None = None, beside: Remedy | None = None
) -> Remedy | Withheld:
    """Add capabilities, spelled as the list spells them; names that are in the list are left alone.

    Where there is no list it begins one: where the format would have it, or in the container-like mapping ``inside``
    (one that is merged into the container, so that all who use it get it). In Compose the lists of several files are
    joined: the names go to the file in which the service is at home, or to the one that ``beside`` changes.
    """
    added = container.cap_add
    if isinstance(added.value, Unknown):
        return Withheld(f"the list of added capabilities is not known: {added.value.why}")
    document = beside.document if beside is not None else container.document
    if document is not container.document or (not added.is_absent and added.place.document is not document):
        path = beside.changes[0].path if beside is not None and beside.changes else container.path
        return _granted_elsewhere(container, names, document, path)
    if added.is_absent:
        path = added.place.path
        if inside is not None and inside != container.path:
            path = (*inside, *_FROM_CONTAINER[container.starter])
        return Remedy(added.place.document, tuple(Append(path, name) for name in names))
    missing = _missing(container, names)
    return Remedy(
        added.place.document, tuple(Append(added.place.path, _spelled_alike(container, name)) for name in missing)
    )


def _granted_elsewhere(
    container: Container, names: tuple[str, ...], document: Document, inside: Path
) -> Remedy | Withheld:
    if container.starter is not Starter.ENGINE or inside[:1] != ("services",):
        return Withheld("it takes a change in two documents at once")
    path = (*inside[:2], *_FROM_CONTAINER[container.starter])
    return Remedy(document, tuple(Append(path, name) for name in _missing(container, names)))


def _missing(container: Container, names: tuple[str, ...]) -> tuple[str, ...]:
    there = set() if container.cap_add.is_absent else {item.name for item in items_of(container.cap_add)}
    return tuple(name for name in names if name not in there)


def revoke(setting: Setting[object], container: Container, *, is_repetition: bool = False) -> Remedy | Withheld:
    """Take the entry or list item out where it was written, with the lists and mappings that this empties.

    An entry that hides another one under the same key, which is merged (``<<``) or given by an extended service or a
    file that this one is laid over, is switched off, as taking it out would show that. So does a security option that
    hides another one of its kind, and that has no opposite. ``is_repetition``: the same is said elsewhere, and stays.
    """
    if setting.is_absent:
        return Withheld("there is nothing to take out")
    place = setting.place
    hidden = None if is_repetition else hidden_beneath(setting, container)
    if hidden is not None:
        if isinstance(place.node, Scalar) and place.node.value.lower() in TRUE:
            return Remedy(place.document, (Replace(place.path, False),))
        return Withheld(f"{hidden}, and would come in its place")
    return Remedy(place.document, (Remove(place.path, steps_to_keep(container, setting)),))


def replace_item(item: Item, container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    """Put capabilities in the place of an item of the list of added ones; the first stands where the item stood."""
    there = {one.name for one in items_of(container.cap_add)}
    missing = [
        item.spelled(name) if container.starter is Starter.ENGINE else name for name in names if name not in there
    ]
    if not missing:
        return revoke(item.setting, container)
    first = set_value(item.setting, missing[0])
    rest = tuple(Append(container.cap_add.place.path, name) for name in missing[1:])
    return join(first, Remedy(container.cap_add.place.document, rest)) if rest else first


def set_value(setting: Setting[object], value: Value) -> Remedy | Withheld:
    """Put another value where this one was written."""
    if setting.is_absent:
        return Withheld("there is nothing to replace")
    return Remedy(setting.place.document, (Replace(setting.place.path, value),))


def use_default_seccomp(container: Container) -> Remedy | Withheld:
    """Go back to the engine's own filter.

    In Compose that is what comes without an option. In Kubernetes no profile means no filter, so it is asked for.
    """
    setting = container.seccomp
    if container.starter is Starter.ENGINE:
        return revoke(setting, container)
    if setting.is_absent:
        return Withheld("no seccomp profile is written that could be replaced")
    place = setting.place
    path = (*place.path, "type") if isinstance(place.node, Mapping) else place.path
    return Remedy(place.document, (Replace(path, "RuntimeDefault"),))


def use_default_apparmor(container: Container) -> Remedy | Withheld:
    """Go back to the engine's own profile: what comes without an option, where the pod does not say another one."""
    return _use_default(container, container.apparmor, "appArmorProfile", "RuntimeDefault")


def use_default_selinux(container: Container) -> Remedy | Withheld:
    """Go back to the engine's own label: what comes without an option, where the pod does not say another one.

    A type alone leaves the rest of the label to the engine (opencontainers/selinux ``label_linux.go``, InitLabels), and
    container_t is the default one (container-selinux ``container_contexts``).
    """
    return _use_default(container, container.selinux, "seLinuxOptions", "container_t")


def _use_default(container: Container, setting: Setting[object], name: str, default: str) -> Remedy | Withheld:
    place, field = setting.place, ("securityContext", name)
    if container.starter is Starter.KUBELET and place.path == (*container.path, *field):
        of_pod = node_at(place.document.root, (*container.path[:-2], *field, "type"))
        if isinstance(of_pod, Scalar) and of_pod.value != default:
            return Remedy(place.document, (Replace((*place.path, "type"), default),))
    return revoke(setting, container)


def share_processes(container: Container, target: Container) -> Remedy | Withheld:
    """Let ``container`` see the processes of ``target``: a service joins the other, a pod shares them among all."""
    place = container.pid.place
    value: Value = f"service:{target.name}" if container.starter is Starter.ENGINE else True
    if container.pid.is_absent:
        return Remedy(place.document, (Insert(place.path, value),))
    if place.path[-1] == "hostPID":
        return Withheld("the pod already shares the processes of the host")
    return Remedy(place.document, (Replace(place.path, value),))


def replace_privileged_by(container: Container, names: tuple[str, ...]) -> Remedy | Withheld:
    """Put the capabilities in the very line of ``privileged``, or take it out and lengthen the list that is there."""
    privileged = container.privileged
    taken = revoke(privileged, container)
    if not names or isinstance(taken, Withheld):
        return taken
    place = privileged.place
    path = (*place.path[:-1], *_BESIDE_PRIVILEGED[container.starter])
    added = container.cap_add
    if not added.is_absent:
        if container.starter is not Starter.ENGINE or added.place.document is place.document:
            return join(taken, grant_capability(container, *names, beside=taken))
        names = _missing(container, names)
        if not names:
            return taken
    first = path[: len(place.path)]
    if hidden_beneath(privileged, container) is None and node_at(place.document.root, first) is None:
        value = _nested(path[len(first) :], list(names))
        return Remedy(place.document, (ReplaceEntry(place.path, str(first[-1]), value),))
    appended = tuple(Append(path, name) for name in names)
    return join(Remedy(place.document, appended), taken)


def join(*parts: Remedy | Withheld) -> Remedy | Withheld:
    """Make one remedy of several; each change once. Withheld if one is, or if they concern different documents."""
    changes: list[Change] = []
    document: Document | None = None
    for part in parts:
        if isinstance(part, Withheld):
            return part
        if document is not None and part.document is not document:
            return Withheld("it takes a change in two documents at once")
        document = part.document
        changes.extend(one for one in part.changes if not any(_same(one, other) for other in changes))
    if document is None:
        return Withheld("there is nothing to change")
    return Remedy(document, tuple(changes))


def fix(title: str, remedy: Remedy | Withheld, safety: Safety) -> Fix | Withheld:
    """Make a fix of a remedy. ``title`` is imperative (``"remove seccomp:unconfined"``)."""
    if isinstance(remedy, Withheld):
        return remedy
    return Fix(title, remedy.document, remedy.changes, safety)


def agree(cures: tuple[Fix | Withheld, ...]) -> Fix | Withheld:
    """Make one fix of those that each user of a shared value would get; the most cautious safety wins.

    Withheld when one of them is, or when they want different things in one place.
    """
    fixes = [cure for cure in cures if isinstance(cure, Fix)]
    for cure in cures:
        if isinstance(cure, Withheld):
            return Withheld(f"others share what is written there: {cure.reason}") if fixes else cure
    joined = join(*(Remedy(one.document, one.changes) for one in fixes))
    if isinstance(joined, Withheld):
        return joined
    if any(_clash(*pair) for pair in itertools.combinations(joined.changes, 2)):
        return Withheld("those who share what is written there need different things")
    return Fix(fixes[0].title, joined.document, joined.changes, max((one.safety for one in fixes), key=_caution))


def _same(one: Change, other: Change) -> bool:
    return type(one) is type(other) and one == other  # named tuples of different types can be equal


def _clash(one: Change, other: Change) -> bool:
    return one.path == other.path and not (isinstance(one, Append) and isinstance(other, Append))


def _caution(safety: Safety) -> int:
    return (Safety.SAFE, Safety.UNSAFE, Safety.SHOW).index(safety)


def _nested(path: Path, value: Value) -> Value:
    for step in reversed(path):
        value = {str(step): value}
    return value


def _spelled_alike(container: Container, name: str) -> str:
    """Spell ``name`` as every other item of the list does; Kubernetes takes no prefix."""
    there = items_of(container.cap_add)
    if there and container.starter is Starter.ENGINE and all(one.has_prefix for one in there):
        name = f"CAP_{name}"
    return name.lower() if there and all(one.written.islower() for one in there) else name
