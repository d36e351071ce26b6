"""The findings that are no news, and what is left of a result without them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

from capslint.findings import CheckResult, Finding
from capslint.fingerprints import Content, content_of, path_from

_Moved = tuple[str, tuple[str, ...]]
"""What a finding is known by in whatever file: its rule and the names that lead to it."""

KNOWN = "it is one of the findings that are known already, which are neither told nor fixed"


class KnownFindings:
    """How often each finding is known; ``counts`` have their paths from the folder ``root``.

    A file with no known finding under its own path can be one that was renamed: then what is known of files that are
    gone counts for it. ``paths`` are those that were there when the findings were, if anybody knows: none of them is
    the new name of another one.
    """

    def __init__(self, root: str, counts: Counter[Content], paths: frozenset[str] | None = None) -> None:
        self.root = root
        self._counts = counts
        self._paths = frozenset(content.path for content in counts) if paths is None else paths
        gone = {path for path in {content.path for content in counts} if not os.path.lexists(os.path.join(root, path))}
        self._gone: Counter[_Moved] = Counter()
        for content, number in counts.items():
            if content.path in gone:
                self._gone[content.rule, content.place] += number
        self._taken: dict[str, Counter[_Moved]] = {}
        self._seen: Counter[Content] = Counter()
        self._looked_at: set[str] = set()

    def left_of(self, path: str, result: CheckResult) -> CheckResult:
        """Return ``result``, that of the file ``path``, without the findings that are known."""
        known = self._known(path, result)
        left: list[Finding] = []
        for finding in result.findings:
            number = known.get(id(finding))
            if number is not None:
                left.append(finding._replace(unreported=number) if number else finding)
        return result._replace(findings=tuple(left))

    def new_of(self, path: str, result: CheckResult) -> list[bool]:
        """Return of each finding of ``result``, that of the file ``path``, whether it is not known."""
        new = self._known(path, result)
        return [id(finding) in new for finding in result.findings]

    def unfixed(self, path: str, result: CheckResult) -> CheckResult:
        """Return ``result`` with all findings, those that are known without a fix."""
        new = self._known(path, result)
        findings = (
            finding if id(finding) in new or finding.fix is None else finding._replace(fix=None, withheld=KNOWN)
            for finding in result.findings
        )
        return result._replace(findings=tuple(findings))

    def stale(self, unasked: frozenset[str] = frozenset()) -> list[Content]:
        """Return what is known and was not found in the files that were looked at, or whose file is gone.

        Of rules that are ``unasked`` nothing is said.
        """
        moved: Counter[_Moved] = Counter()
        for taken in self._taken.values():
            moved.update(taken)
        left: list[Content] = []
        for content, number in sorted(self._counts.items()):
            missing = number - self._seen[content] if content.path in self._looked_at else 0
            if (content.rule, content.place) in self._gone and not os.path.lexists(
                os.path.join(self.root, content.path)
            ):
                used = min(number, moved[content.rule, content.place])
                moved[content.rule, content.place] -= used
                missing = number - used
            left += [content] * max(missing, 0)
        return [content for content in left if content.rule not in unasked]

    def _known(self, path: str, result: CheckResult) -> dict[int, int]:
        """Return the new findings by their number in memory, each with how many equal ones are known."""
        if not result.errors:  # in what is skipped nothing is found any more, either
            self._looked_at.add(path_from(path, self.root))
        contents = {id(finding): content_of(finding, self.root) for finding in result.findings}
        for own in {content.path for content in contents.values()}:
            self._gone.update(self._taken.pop(own, Counter()))  # the file is looked at anew
        found: Counter[Content] = Counter()
        new: dict[int, int] = {}
        for finding in sorted(result.findings, key=lambda finding: (finding.document.source.path, finding.span)):
            content = contents[id(finding)]
            found[content] += 1
            if found[content] > self._counts[content] and not self._is_moved(content):
                new[id(finding)] = self._counts[content]
        self._seen.update(found - self._seen)
        return new

    def _is_moved(self, content: Content) -> bool:
        """Return whether the finding is known from a file that is gone; it is used up then."""
        key = content.rule, content.place
        if content.path in self._paths or not self._gone[key]:
            return False
        self._gone[key] -= 1
        self._taken.setdefault(content.path, Counter())[key] += 1
        return True


def counted(results: Iterable[CheckResult], root: str) -> Counter[Content]:
    """Return how often each finding is in ``results``."""
    return Counter(content_of(finding, root) for result in results for finding in result.findings)
