"""AppArmor annotations that the API server refuses: beside the field, and for a container that is not there.

Source: kubernetes ``pkg/apis/core/validation/validation.go`` (ValidateAppArmorPodAnnotations,
validateAppArmorAnnotationsAndFieldsMatchOnCreate, both called for pods and from ValidatePodTemplateSpec) and
``pkg/registry/core/pod/strategy.go`` (applyAppArmorVersionSkew).
"""

from __future__ import annotations

from collections.abc import Iterator

from capslint.cst import Mapping
from capslint.formats.kubernetes.security.annotations import APPARMOR_OF_CONTAINER
from capslint.formats.kubernetes.security.security_context import Contexts, apparmor_profile, given, is_apparmor_name
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.model import AnnotationKind, Container, Exclusion, Setting

_TYPES = {"default": ("RuntimeDefault", "runtime/default"), "unconfined": ("Unconfined", "unconfined")}


def beside_field(contexts: Contexts, name: str, is_template: bool) -> tuple[tuple[Setting[object], Exclusion], ...]:
    """Return the annotation of the container ``name`` and the field, if they do not say the same.

    Before a pod is looked at, its annotation becomes the container's field where that is not written, and so goes
    before the pod's. Nobody does that to a template.
    """
    annotation = contexts.annotation
    if annotation is None:
        return ()
    written = scalar_text(annotation) or ""
    is_copied = bool(written) and is_apparmor_name(written) and not is_template
    field = given(contexts._replace(pod={}) if is_copied else contexts, "appArmorProfile")
    profile = _named(field)
    if field is None or profile is None or "{{" in written:
        return ()
    said, same = _TYPES.get(profile, ("Localhost", profile))
    if written == same:
        return ()
    pair = (
        f"since 1.30 the annotation {APPARMOR_OF_CONTAINER}{name}: {written or repr('')} "
        f"excludes appArmorProfile.type: {said}, which is {same} there"
    )
    advice = f"Remove the annotation, which nothing needs since 1.30, or write {same} there."
    broader = field if profile == "unconfined" else annotation
    return ((Setting(pair, broader.place(), broader.via), Exclusion(pair, advice)),)


def _named(field: View | None) -> str | None:
    """Return the profile that the field names, None where it names none."""
    profile = apparmor_profile(field) if field is not None and isinstance(field.node, Mapping) else None
    return profile if isinstance(profile, str) and profile != "localhost/" else None


def with_unknown_names(containers: list[Container]) -> list[Container]:
    """Return all ``containers`` of a pod with its annotations that are for none of them.

    A patch does not tell all of a pod's containers: where an image is missing, or a name is a template's, nobody knows.
    """
    names = [container.name for container in containers]
    if any(container.image.is_absent or "{{" in container.name for container in containers):
        return containers
    found = tuple(_unknown(containers[0], names)) if containers else ()
    if not found:
        return containers
    return [container._replace(exclusions=(*container.exclusions, *found)) for container in containers]


def _unknown(container: Container, names: list[str]) -> Iterator[tuple[Setting[object], Exclusion]]:
    for annotation in container.written_annotations:
        name = annotation.container
        if annotation.kind is not AnnotationKind.APPARMOR or not annotation.reaches_pod or name is None:
            continue
        if name in names or "{{" in name:
            continue
        from difflib import get_close_matches  # slow to load, and mostly not asked for

        near = get_close_matches(name, names, 1)
        pair = f"the annotation {annotation.name} is for a container {name!r}, which is not in the pod"
        advice = f"Did you mean {near[0]}?" if near else "Remove it, or name a container of the pod there."
        yield annotation.value, Exclusion(pair, advice)
