"""A security annotation that no kubelet reads any more, or that never reaches a pod."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Annotation,
    AnnotationKind,
    Container,
    Context,
    Fact,
    Finding,
    Fix,
    Fixes,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    agree,
    called,
    deeds,
    do_without_option,
    finding,
    fix,
    has_seccomp_field,
    is_about,
    listed,
    move_to_template,
    reader,
    revoke,
    spelling,
    verb,
    with_field,
    worsened,
    write_field,
)

META = RuleMeta(
    id="dead-annotation",
    summary="a security annotation has no effect",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    facts=(Fact.ANNOTATIONS,),
    fields=("written_annotations",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each annotation once, for all the containers that it is about."""
    for annotation in container.written_annotations:
        affected = [each for each in ctx.workload.containers if is_about(annotation, each)]
        if annotation.kind is not None and annotation.container is None:
            affected = affected or list(ctx.workload.containers)  # where each has its own word it is about none of them
        if container not in affected:
            continue
        if annotation.kind is AnnotationKind.SECCOMP:
            yield _seccomp(annotation, affected, ctx)
        elif _is_above_the_pod(annotation, container) and not ctx.workload.is_custom:
            yield _apparmor(annotation, affected, ctx)


def _is_above_the_pod(annotation: Annotation, container: Container) -> bool:
    if annotation.reaches_pod or annotation.kind is not AnnotationKind.APPARMOR:
        return False
    return not any(other.reaches_pod and other.name == annotation.name for other in container.written_annotations)


def _seccomp(annotation: Annotation, affected: list[Container], ctx: Context) -> Finding:
    words = spelling(affected[0])
    counts = _what_counts(annotation, affected)
    told, so = counts is not None, counts or verb(affected, "it has no profile", "they have no profile")
    return finding(
        META,
        affected,
        annotation.value,
        f"{called(affected)} {verb(affected, 'gets', 'get')} nothing from the annotation {annotation.name}, which "
        f"{reader(affected[0])} has not read since 1.27: {so}",
        "Take it out."
        if told or annotation.value.value == "unconfined"
        else f"Write {words.seccomp} in the {words.context} instead.",
        cure=agree(tuple(_cure(annotation, each, told, ctx.about(each)) for each in affected)),
        severity=Severity.INFO if told else Severity.WARNING,
    )


def _what_counts(annotation: Annotation, affected: list[Container]) -> str | None:
    if all(has_seccomp_field(each) for each in affected):
        return f"the field {spelling(affected[0]).seccomp} counts"
    if not any(is_about(annotation, each) for each in affected):
        return verb(affected, "its own annotation would go before it", "their own annotations would go before it")
    return None


def _cure(annotation: Annotation, container: Container, told: bool, ctx: Context) -> Fix | Withheld:
    if told or annotation.value.value == "unconfined":
        safety = Safety.SAFE if told else Safety.UNSAFE
        return fix("take the annotation out", revoke(annotation.value, container), safety)
    lost = deeds(worsened(ctx, with_field(annotation, container)))
    if lost:
        return Withheld(f"nothing tells whether {listed(lost)} still {verb(lost, 'works', 'work')} under that profile")
    title = f"write the field {spelling(container).seccomp} instead"
    return fix(title, write_field(annotation, container), Safety.UNSAFE)


def _apparmor(annotation: Annotation, affected: list[Container], ctx: Context) -> Finding:
    words = spelling(affected[0])
    needless = annotation.value.value == "unconfined" and any(
        do_without_option(ctx.about(each), each, "apparmor=unconfined") for each in affected
    )
    return finding(
        META,
        affected,
        annotation.value,
        f"{called(affected)} {verb(affected, 'gets', 'get')} nothing from the annotation {annotation.name}: it stands "
        f"on the {ctx.workload.kind}, and not on the pods that it makes",
        "Take it out: no debugger there needs that."
        if needless
        else f"Write it in the metadata of the template, or {words.apparmor} in the {words.context} (since 1.30).",
        cure=agree(tuple(_cure_above(annotation, each, needless) for each in affected)),
    )


def _cure_above(annotation: Annotation, container: Container, needless: bool) -> Fix | Withheld:
    if needless:
        return fix("take the annotation out", revoke(annotation.value, container), Safety.UNSAFE)
    return fix("move the annotation to the template", move_to_template(annotation, container), Safety.UNSAFE)


RULE = Rule(META, check)
