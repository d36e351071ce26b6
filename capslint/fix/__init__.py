"""The fix engine keeps the file, or gives it back: every fix is proven on the new text before it counts."""

from capslint.fix.loop import MAX_PASSES, FixOutcome, fix_source
from capslint.fix.position_map import Trail, finding_before, lines_before, trouble_before

__all__ = ["MAX_PASSES", "FixOutcome", "Trail", "finding_before", "fix_source", "lines_before", "trouble_before"]
