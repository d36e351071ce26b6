"""Where the parts of each service come from: files laid over each other, ``extends``, ``include``.

Sources: compose-go ``loader/loader.go`` (includes first, then extends, file by file, then the merge),
``loader/extends.go``, ``loader/include.go``; compose-spec ``13-merge.md``, ``14-include.md``.
"""

from __future__ import annotations

import posixpath
from functools import partial

from capslint.cst import Mapping, Node, Scalar, Sequence, resolve
from capslint.formats.compose.layering.expanded_text import text
from capslint.formats.compose.layering.layers import Layers, combine, last
from capslint.formats.compose.layering.parsed_project import Project
from capslint.formats.reading.neighbour_files import joined
from capslint.formats.reading.scalars import is_null, mapping_expected
from capslint.formats.reading.view import View
from capslint.model import Via
from capslint.source import Span
from capslint.source.budget import FILES, STEPS, spend
from capslint.startup.records import NamedTuple

MAX_DEPTH = 32
"""How many files may include or extend one another in a row."""

_TOP = frozenset(("include", "services"))
_EXTENDS_ONLY = frozenset(("extends",))
_EXTENDS = frozenset(("file", "service"))
_INCLUDE = frozenset(("env_file", "path", "project_directory"))


class Own(NamedTuple):
    """A service where a file names it: its value, the mapping that holds it, the span of its name."""

    view: View
    parent: Node
    header: Span


class Given(NamedTuple):
    """What all files give for one service. ``layers`` are weakest first, empty where ``!reset`` takes it away.

    ``own`` are the places that name it; ``unread`` names an extended file that could not be read.
    """

    layers: Layers
    own: tuple[Own, ...]
    unread: str | None = None


class _Reference(NamedTuple):
    """What ``extends`` names, and what was extended on the way to it."""

    name: str
    siblings: dict[str, Layers]
    seen: tuple[tuple[int, str], ...]


def project_services(project: Project, roots: list[View]) -> dict[str, Given]:
    """Return every service of the project, from all of its files, whose ``roots`` come base first."""
    found: dict[str, Given] = {}
    for root in roots:
        project.turn_to(root)
        _lay_over(found, root, file_services(project, root, ()))
    return found


def _lay_over(found: dict[str, Given], root: View, services: dict[str, Given]) -> None:
    whole = root.tree.select(root, _TOP).get("services")
    if whole is not None and whole.node.tag in ("!reset", "!override"):
        found.clear()
    for name, given in services.items():
        old = found.get(name)
        if not given.layers:
            found.pop(name, None)
        elif old is None or given.own[-1].view.node.tag == "!override":
            found[name] = given
        else:
            found[name] = Given(old.layers + given.layers, old.own + given.own, old.unread or given.unread)


def file_services(project: Project, root: View, chain: tuple[str, ...]) -> dict[str, Given]:
    """Return the services of one file, with what it includes and extends. ``chain`` are the files that include it."""
    top = root.tree.select(root, _TOP)
    found: dict[str, Given] = {}
    include = top.get("include")
    if include is not None and not is_null(include):
        _include(project, include, chain, found)
    services = top.get("services")
    if services is not None and mapping_expected(services, "services") and services.node.tag != "!reset":
        found.update(_own_services(project, services, found))
    return found


def _own_services(project: Project, services: View, included: dict[str, Given]) -> dict[str, Given]:
    found: dict[str, Given] = {}
    views = services.tree.select(services, None)
    headers = _headers(services.node)
    siblings = {name: given.layers[-1:] for name, given in included.items() if given.layers}
    siblings.update((name, (view,)) for name, view in views.items())
    for name, view in views.items():
        if name in included and not _is_given(included[name], view.node):
            view.problem(f"Compose refuses service {name!r}: an included file has another one of this name")
        own = (Own(view, services.node, headers.get(name, (view.key or view.node).span)),)
        if view.node.tag == "!reset":
            found[name] = Given((), own)
            continue
        extended = _extended(project, (view,), _Reference(name, siblings, ()))
        found[name] = extended._replace(own=own)
    return found


def _headers(services: Node) -> dict[str, Span]:
    # The names as the file uses them, also where a service itself is an alias.
    pairs = services.pairs if isinstance(services, Mapping) else ()
    return {key.value: key.span for key, _ in pairs if isinstance(key, Scalar)}


def _extended(project: Project, own: Layers, reference: _Reference) -> Given:
    extends = last(combine(own, _EXTENDS_ONLY, f"the service {reference.name!r}").get("extends", ()))
    if extends is None or is_null(extends):
        return Given(own, ())
    entries = extends.tree.select(extends, _EXTENDS) if isinstance(extends.node, Mapping) else {"service": extends}
    name = text(entries["service"], "extends") if "service" in entries else None
    if not isinstance(name, str):
        return Given(own, (), _unreadable(extends, name))
    siblings: dict[str, Layers] | str = reference.siblings
    if "file" in entries:
        siblings = _other_file(project, entries["file"])
    if isinstance(siblings, str):
        return Given(own, (), siblings)
    base = siblings.get(name)
    if base is None:
        extends.problem(f"extends: there is no service {name!r} to extend")
        return Given(own, ())
    seen = (*reference.seen, (id(own[-1].node), reference.name))
    if (id(base[-1].node), name) in seen or len(seen) > MAX_DEPTH:
        extends.problem(f"extends: {name!r} and {reference.name!r} extend each other, or too many do in a row")
        return Given(own, ())
    given = _extended(project, base, _Reference(name, siblings, seen))
    layers = tuple(layer._replace(via=Via.EXTENDS) for layer in given.layers)
    return Given((*layers, *own), (), given.unread)


def _unreadable(extends: View, name: object) -> str | None:
    if name is None:
        extends.problem("extends names no service")
        return None
    return "the extended service"


def _other_file(project: Project, view: View) -> dict[str, Layers] | str:
    # The raw services of another file, its documents laid over each other, or its name if it cannot be read.
    written = text(view, "extends file")
    if not isinstance(written, str):
        return "the extended file"
    path = joined(view.tree.folder, written)
    if path is None:
        return written
    roots = project.open(path, posixpath.dirname(path), view.tree.variables, Via.EXTENDS)
    if isinstance(roots, str):
        view.problem(f"extends: {written} {roots}")
        return written
    written_services = (root.tree.select(root, _TOP).get("services") for root in roots)
    layers = (view for view in written_services if view is not None and not is_null(view))
    return combine(tuple(layers), None, "services")


def _include(project: Project, include: View, chain: tuple[str, ...], found: dict[str, Given]) -> None:
    if not isinstance(include.node, Sequence):
        include.problem("include takes a list")
        return
    for item in include.tree.items(include):
        entries = item.tree.select(item, _INCLUDE) if isinstance(item.node, Mapping) else {"path": item}
        paths = _strings(entries.get("path"))
        if not paths:
            continue
        first = joined(include.tree.folder, paths[0])
        if first is None:
            continue  # another machine's, or an absolute path
        if first in chain or len(chain) > MAX_DEPTH:
            project.cut_circle()
            item.problem(f"include: {paths[0]} includes itself, or too many files include one another")
            continue
        services: dict[str, Given] = {}
        folder, variables = _included_project(project, item, entries, first)
        for path in paths:
            _include_file(project, item, path, services, (folder, variables, (*chain, first)))
        _import(item, services, found)


def _import(item: View, services: dict[str, Given], found: dict[str, Given]) -> None:
    for name in services.keys() & found.keys():
        if not all(_is_given(found[name], layer.node) for layer in services[name].layers):
            item.problem(f"Compose refuses to include two services {name!r} that are not the same")
    found.update(services)


def _is_given(given: Given, node: Node) -> bool:
    """Return whether a service is just what ``node`` says.

    Compose-go ``importResource`` takes one that is there twice.
    """
    return len(given.layers) == 1 and _is_same(given.layers[0].node, node)


def _is_same(node: Node, other: Node) -> bool:
    waiting: list[tuple[Node | None, Node | None]] = [(node, other)]
    seen: set[tuple[int, int]] = set()  # aliases lead to the same values many times
    while waiting:
        first, second = map(resolve, waiting.pop())
        if (id(first), id(second)) in seen:
            continue
        seen.add((id(first), id(second)))
        spend(STEPS)
        parts = _parts_in_pairs(first, second)
        if parts is None:
            return False
        waiting.extend(parts)
    return True


def _parts_in_pairs(node: Node | None, other: Node | None) -> list[tuple[Node, Node]] | None:
    """Return what is in two nodes, each part with its counterpart; None if already these differ."""
    if isinstance(node, Mapping) and isinstance(other, Mapping):
        entries, others = _entries(node), _entries(other)
        return [(entries[key], others[key]) for key in entries] if entries.keys() == others.keys() else None
    if isinstance(node, Sequence) and isinstance(other, Sequence):
        same_length = len(node.items) == len(other.items)
        return list(zip(node.items, other.items, strict=True)) if same_length else None
    is_same = isinstance(node, Scalar) and isinstance(other, Scalar) and node.value == other.value
    return [] if is_same else None


def _entries(mapping: Mapping) -> dict[str, Node]:
    return {key.value: value for key, value in mapping.pairs if isinstance(key, Scalar)}


def _include_file(
    project: Project,
    item: View,
    written: str,
    found: dict[str, Given],
    place: tuple[str, dict[str, str], tuple[str, ...]],
) -> None:
    folder, variables, chain = place
    spend(FILES)
    spend(STEPS, len(variables))
    path = joined(item.tree.folder, written)
    if path is None:
        return
    roots = project.open(path, folder, variables, Via.INCLUDE)
    if isinstance(roots, str):
        item.problem(f"include: {written} {roots}")
        return
    for number, root in enumerate(roots):
        before = project.turn_to(root)
        key = path, number, folder, frozenset(variables.items()), project.is_below
        services: dict[str, Given] = project.once(key, partial(file_services, project, root, chain))
        _lay_over(found, root, services)
        project.is_below = before


def _included_project(project: Project, item: View, entries: dict[str, View], first: str) -> tuple[str, dict[str, str]]:
    # An included file has its own project directory and .env file; the including project's variables win.
    given = _strings(entries.get("project_directory"))
    folder = joined(item.tree.folder, given[0]) if given else None
    folder = posixpath.dirname(first) if folder is None else folder
    variables = dict(project.environment(folder)) if "env_file" not in entries else {}
    for written in _strings(entries.get("env_file")):
        variables.update(project.environment_of(joined(item.tree.folder, written)))
    return folder, {**variables, **item.tree.variables}


def _strings(view: View | None) -> list[str]:
    if view is None or is_null(view):
        return []
    views = view.tree.items(view) if isinstance(view.node, Sequence) else [view]
    texts = (text(item, "include") for item in views)
    return [written for written in texts if isinstance(written, str)]
