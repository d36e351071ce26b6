"""The fix engine keeps the file, or gives it back: every fix is proven on the new text before it counts."""

from capslint.fix.loop import MAX_PASSES, FixOutcome, fix_source
from capslint.fix.position_map import Trail, error_before, finding_before, lines_before

__all__ = ["MAX_PASSES", "FixOutcome", "Trail", "error_before", "finding_before", "fix_source", "lines_before"]
