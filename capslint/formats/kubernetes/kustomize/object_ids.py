"""Which object a patch is for: what it is called, was called before, and what selectors of kustomize match.

Sources: kubernetes-sigs/kustomize ``api/resmap/reswrangler.go`` (GetById: any id that it has or had; Select: the first
and the current one), ``api/types/selector.go`` (regular expressions for the whole value), ``kyaml/resid/resid.go``
(no namespace is the same as "default").
"""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf

from capslint.formats.reading.layered import entries_of
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.startup.records import NamedTuple

_PLAIN_PATTERN = r"[\w.|()/-]*"
_MOST_STARS = 3
"""Patterns with more of them take too long on names that somebody else wrote."""
_REQUIREMENT = r"\s*(!?)\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*)|\s(in|notin)\s*\(([^()]*)\))?\s*(?:,|$)"


class ObjectId(NamedTuple):
    """What tells an object from others."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str


class PatchTarget(NamedTuple):
    """What a patch says it is for; what is empty matches everything."""

    group: str = ""
    version: str = ""
    kind: str = ""
    name: str = ""
    namespace: str = ""
    labels: str = ""
    annotations: str = ""


def identity_of(root: View) -> ObjectId:
    """Return what the object ``root`` is called."""
    entries = entries_of(root)
    metadata = entries_of(entries.get("metadata"))
    group, slash, version = (scalar_text(entries.get("apiVersion")) or "").rpartition("/")
    namespace = scalar_text(metadata.get("namespace")) or "default"
    return ObjectId(
        group if slash else "",
        version,
        scalar_text(entries.get("kind")) or "",
        scalar_text(metadata.get("name")) or "",
        namespace,
    )


def target_of(view: View | None) -> PatchTarget | None:
    """Return what a ``target`` says; None without one."""
    if view is None:
        return None
    told = {name: scalar_text(value) or "" for name, value in entries_of(view).items()}
    return PatchTarget(
        told.get("group", ""),
        told.get("version", ""),
        told.get("kind", ""),
        told.get("name", ""),
        told.get("namespace", ""),
        told.get("labelSelector", ""),
        told.get("annotationSelector", ""),
    )


def is_meant(
    target: PatchTarget, first: ObjectId, now: ObjectId, root: View, labels: MappingOf[str, str]
) -> bool | None:
    """Return whether ``target`` selects the object ``root``, which was ``first`` called and is ``now``.

    ``labels`` are those that kustomizations added. None where a pattern or a selector is none that is worked out here.
    """
    metadata = entries_of(entries_of(root).get("metadata"))
    of_root = {name: scalar_text(value) or "" for name, value in entries_of(metadata.get("labels")).items()}
    annotations = {name: scalar_text(value) or "" for name, value in entries_of(metadata.get("annotations")).items()}
    answers = (
        _matches_any(target.namespace, (first.namespace, now.namespace)),
        _matches_any(target.name, (first.name, now.name)),
        _matches_any(target.group, (now.group,)),
        _matches_any(target.version, (now.version,)),
        _matches_any(target.kind, (now.kind,)),
        _is_selected(target.labels, {**of_root, **labels}),
        _is_selected(target.annotations, annotations),
    )
    if False in answers:
        return False
    return None if None in answers else True


def _matches_any(pattern: str, values: tuple[str, ...]) -> bool | None:
    if not pattern or pattern in values:
        return True
    if not re.fullmatch(_PLAIN_PATTERN, pattern.replace(".*", "")) or pattern.count("*") > _MOST_STARS:
        return None
    try:
        return any(re.fullmatch(pattern, value) is not None for value in values)
    except re.error:
        return None


def _is_selected(selector: str, given: MappingOf[str, str]) -> bool | None:
    """Return whether labels or annotations are as asked (Kubernetes documentation, "Labels and Selectors")."""
    at = 0
    while at < len(selector):
        found = re.compile(_REQUIREMENT).match(selector, at)
        if found is None or found.end() == at:
            return None
        if not _is_met(found, given):
            return False
        at = found.end()
    return True


def _is_met(requirement: re.Match[str], given: MappingOf[str, str]) -> bool:
    negation, name, operator, value, among, values = requirement.groups()
    own = given.get(name)
    if operator:
        return (own == value) is (operator != "!=")
    if among:
        return (own in [part.strip() for part in values.split(",")]) is (among == "in")
    return (own is not None) is not bool(negation)
