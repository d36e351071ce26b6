"""Findings that a person has looked at and accepts: the comments and annotations that say so.

Here stand only the words that others look for: most files hold none, and the rest is imported when one does.
"""

from __future__ import annotations

MARK = "capslint"
"""What stands in every text that holds a comment or an annotation to capslint."""
ANNOTATION = "capslint/ignore"
"""The annotation that does what a comment does, for a pod; with ``.NAME`` behind it, for one of its containers."""

UNUSED = "unused-ignore"
EXPIRED = "expired-ignore"
MALFORMED = "malformed-ignore"
REASONLESS = "reasonless-ignore"
OF_NOTES = frozenset((UNUSED, EXPIRED, MALFORMED, REASONLESS))
"""The ids of the rules about such comments, which find nothing themselves: only here it is known what comments do."""
