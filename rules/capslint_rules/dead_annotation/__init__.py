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
    Group,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    Withheld,
    finding,
    fix_safety,
    fixes,
    say,
    sharing,
    what_if,
)

META = RuleMeta(
    id="dead-annotation",
    summary="a security annotation has no effect",
    severity=Severity.WARNING,
    fixes=Fixes.SOMETIMES,
    since="0.1.0",
    group=Group.INEFFECTIVE,
    facts=(Fact.ANNOTATIONS,),
    fields=("written_annotations",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report each annotation once, for all the containers that it is about."""
    for annotation in container.written_annotations:
        affected = [other for other in ctx.workload.containers if sharing.is_about(annotation, other)]
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
    words = say.spelling(affected[0])
    counts = _what_counts(annotation, affected)
    is_replaced, so = (
        counts is not None,
        counts or say.verb(affected, "it runs without a profile", "they run without a profile"),
    )
    return finding(
        META,
        affected,
        annotation.value,
        f"the annotation {annotation.name} has no effect in {say.called(affected)}: {so}",
        "Remove it."
        if is_replaced or annotation.value.value == "unconfined"
        else f"Write {words.seccomp} in the {words.context} instead.",
        why=f"{say.reader(affected[0])} has not read seccomp annotations since 1.27, only the field",
        cure=fixes.agree(tuple(_cure(annotation, user, is_replaced, ctx.about(user)) for user in affected)),
        severity=Severity.INFO if is_replaced else Severity.WARNING,
    )


def _what_counts(annotation: Annotation, affected: list[Container]) -> str | None:
    if all(what_if.has_seccomp_field(user) for user in affected):
        return f"the field {say.spelling(affected[0]).seccomp} counts"
    if not any(sharing.is_about(annotation, user) for user in affected):
        return say.verb(affected, "its own annotation would go before it", "their own annotations would go before it")
    return None


def _cure(annotation: Annotation, container: Container, is_replaced: bool, ctx: Context) -> Fix | Withheld:
    if is_replaced or annotation.value.value == "unconfined":
        safety = Safety.SAFE if is_replaced else Safety.UNSAFE
        return fixes.fix("remove the annotation", fixes.revoke(annotation.value, container), safety)
    lost = say.doings(fix_safety.worsened(ctx, container, what_if.with_field(annotation, container)))
    if lost:
        return Withheld(f"{say.listed(lost)} may not {say.verb(lost, 'work', 'work')} under that profile")
    title = f"write the field {say.spelling(container).seccomp} instead"
    return fixes.fix(title, fixes.write_field(annotation, container), Safety.UNSAFE)


def _apparmor(annotation: Annotation, affected: list[Container], ctx: Context) -> Finding:
    words = say.spelling(affected[0])
    loosens = annotation.value.value == "unconfined"
    needless = loosens and not fix_safety.who_need_option(ctx, affected, "apparmor=unconfined")
    return finding(
        META,
        affected,
        annotation.value,
        f"the annotation {annotation.name} has no effect in {say.called(affected)}: it is on the {ctx.workload.kind}, "
        "not on its pods",
        "Remove it: nothing there is known to need that."
        if needless
        else f"Write it in the metadata of the template, or {words.apparmor} in the {words.context} (since 1.30).",
        why="AppArmor annotations are read on pods alone, and a pod gets those of the template",
        cure=fixes.agree(tuple(_cure_above(annotation, user, needless) for user in affected)),
    )


def _cure_above(annotation: Annotation, container: Container, needless: bool) -> Fix | Withheld:
    if needless:
        return fixes.fix("remove the annotation", fixes.revoke(annotation.value, container), Safety.UNSAFE)
    return fixes.fix(
        "move the annotation to the template", fixes.move_to_template(annotation, container), Safety.UNSAFE
    )


RULE = Rule(META, check)
