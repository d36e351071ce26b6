"""A security annotation that no kubelet reads any more, or that never reaches a pod."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    APPARMOR_OF_CONTAINER,
    SECCOMP_OF_CONTAINER,
    SECCOMP_OF_POD,
    Annotation,
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
    is_checked_by_the_engine,
    listed,
    on_template,
    seccomp_field,
    verb,
    with_seccomp_field,
    without,
    worsened,
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
    for one in container.written_annotations:
        affected = [each for each in ctx.workload.containers if is_about(one, each)]
        if one.name == SECCOMP_OF_POD:  # where each container has its own word it is about none of them, and there
            affected = affected or list(ctx.workload.containers)
        if container not in affected:
            continue
        if one.name == SECCOMP_OF_POD or one.name.startswith(SECCOMP_OF_CONTAINER):
            yield _seccomp(one, affected, ctx)
        elif _is_above_the_pod(one, container) and is_checked_by_the_engine(container, ctx.workload):
            yield _apparmor(one, affected, ctx)


def _is_above_the_pod(one: Annotation, container: Container) -> bool:
    if one.reaches_pod or not one.name.startswith(APPARMOR_OF_CONTAINER):
        return False
    return not any(other.reaches_pod and other.name == one.name for other in container.written_annotations)


def _seccomp(one: Annotation, affected: list[Container], ctx: Context) -> Finding:
    counts = _what_counts(one, affected)
    told, so = counts is not None, counts or verb(affected, "it has no profile", "they have no profile")
    return finding(
        META,
        affected,
        one.value,
        f"{called(affected)} {verb(affected, 'gets', 'get')} nothing from the annotation {one.name}, which Kubernetes "
        f"has not read since 1.27: {so}",
        "Take it out."
        if told or one.value.value == "unconfined"
        else "Write seccompProfile in the securityContext instead.",
        cure=agree(tuple(_cure(one, each, told, ctx.about(each)) for each in affected)),
        severity=Severity.INFO if told else Severity.WARNING,
    )


def _what_counts(one: Annotation, affected: list[Container]) -> str | None:
    if all(has_seccomp_field(each) for each in affected):
        return "the field seccompProfile counts"
    if not any(is_about(one, each) for each in affected):
        return verb(affected, "its own annotation would go before it", "their own annotations would go before it")
    return None


def _cure(one: Annotation, container: Container, told: bool, ctx: Context) -> Fix | Withheld:
    if told or one.value.value == "unconfined":
        return fix("take the annotation out", without(one, container), Safety.SAFE if told else Safety.UNSAFE)
    lost = deeds(worsened(ctx, with_seccomp_field(one, container)))
    if lost:
        return Withheld(f"nothing tells whether {listed(lost)} still {verb(lost, 'works', 'work')} under that profile")
    return fix("write the field seccompProfile instead", seccomp_field(one, container), Safety.UNSAFE)


def _apparmor(one: Annotation, affected: list[Container], ctx: Context) -> Finding:
    kind = ctx.workload.label.partition("/")[0]
    needless = one.value.value == "unconfined" and any(
        do_without_option(ctx.about(each), each, "apparmor=unconfined") for each in affected
    )
    return finding(
        META,
        affected,
        one.value,
        f"{called(affected)} {verb(affected, 'gets', 'get')} nothing from the annotation {one.name}: it stands on the "
        f"{kind}, and not on the pods that it makes",
        "Take it out: no debugger there needs that."
        if needless
        else "Write it in the metadata of the template, or appArmorProfile in the securityContext (since 1.30).",
        cure=agree(tuple(_cure_above(one, each, needless) for each in affected)),
    )


def _cure_above(one: Annotation, container: Container, needless: bool) -> Fix | Withheld:
    if needless:
        return fix("take the annotation out", without(one, container), Safety.UNSAFE)
    return fix("move the annotation to the template", on_template(one, container), Safety.UNSAFE)


RULE = Rule(META, check)
