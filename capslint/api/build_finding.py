"""The one way in which rules make findings: place, subjects and related places come out alike everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from capslint.api.rule import RuleMeta
from capslint.api.say import in_words_of, labelled
from capslint.api.sharing import entry_span
from capslint.cst import Document
from capslint.edits import Withheld
from capslint.findings import Finding, Fix, Level, Related, Severity
from capslint.model import Container, Evidence, Setting
from capslint.model.remedy import brought_by
from capslint.source import Span


def severity_of(setting: Setting[object], severity: Severity) -> Severity:
    """Return ``severity``, or the least where ``setting`` comes with what the file only names: it cannot do without."""
    return severity if brought_by(setting) is None else Severity.INFO


def finding(  # noqa: PLR0913 (all but the first five have a default)
    meta: RuleMeta,
    containers: Sequence[Container],
    at: Setting[object] | Evidence | Container,
    message: str,
    advice: str,
    *,
    why: str = "",
    cure: Fix | Withheld | None = None,
    evidence: Evidence | None = None,
    also: Iterable[Evidence] = (),
    severity: Severity | None = None,
    fails: Iterable[Evidence] = (),
    stops: bool = False,
    level: Level = Level.REGULAR,
    hosts: Sequence[str] = (),
) -> Finding:
    """Return a finding.

    ``containers`` are all that it affects, the one being looked at among them. ``at`` is what it points to: a
    setting (its whole entry; the container's header if nothing is written), the command that was recognised, or the
    container. ``why`` is what stands behind it, one line for people who know nothing of the kernel. ``cure`` is the
    fix or the reason why there is none. ``evidence`` is the debugger that it is about; the place where it is run
    becomes a related place unless the finding points there (the container's header, where that is in another file),
    and so do those of ``also``, debuggers of the other containers. ``severity`` is the rule's own by default.
    ``fails`` are the operations that the message names and says to fail; ``stops``: it says that a container does
    not start. ``hosts`` are those on which it is so, which the message names, too. ``level`` is for what nobody needs
    to act on; what says that something fails is for everybody.
    """
    document, span = _place(containers[0], at)
    failing = tuple((seen.tool, seen.operation) for seen in fails)
    return Finding(
        rule=meta.id,
        severity=meta.severity if severity is None else severity,
        document=document,
        span=span,
        message=message,
        advice=in_words_of(containers[0], advice),
        subjects=tuple(container.label for container in containers),
        tool=evidence.tool if evidence else None,
        related=tuple(dict.fromkeys(_related(containers[0], at, evidence, also))),
        fix=cure if isinstance(cure, Fix) else None,
        withheld=cure.reason if isinstance(cure, Withheld) else None,
        fails=failing,
        stops=stops,
        why=why,
        level=Level.REGULAR if failing or stops else level,
        hosts=tuple(hosts),
    )


def _related(
    container: Container, at: object, evidence: Evidence | None, also: Iterable[Evidence]
) -> Iterator[Related]:
    if evidence is not None and evidence.path is not None:  # the Dockerfile is not shown, but what it tells is
        yield Related(container.document, container.header, labelled(evidence))
    for seen in (evidence, *also):
        if seen is not None and seen.path is None and seen is not at:
            yield Related(_document(container, seen.span), seen.span, labelled(seen))


def _place(container: Container, at: Setting[object] | Evidence | Container) -> tuple[Document, Span]:
    if isinstance(at, Setting) and not at.is_absent:
        return at.place.document, entry_span(at)
    if isinstance(at, Evidence) and at.path is None:
        return _document(container, at.span), at.span
    return container.document, container.header


def _document(container: Container, span: Span) -> Document:
    """Return the document of the container's file in which ``span`` is.

    A Compose file can give a service in several.
    """
    own = container.document
    documents = (part.document for part in container.parts if part.document.source is own.source)
    return next((document for document in documents if document.start <= span.start < document.end), own)
