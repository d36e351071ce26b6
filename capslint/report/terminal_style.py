"""Colours, or none."""

from __future__ import annotations

from capslint.findings import Severity
from capslint.startup.records import NamedTuple

BOLD, FAINT = "1", "2"
RED, GREEN, YELLOW, BLUE, CYAN = "31", "32", "33", "34", "36"

USUAL_WIDTH = 80
"""Columns of what is no terminal, or of one that does not tell."""

OF_SEVERITY = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.INFO: CYAN}


class Style(NamedTuple):
    """How text is set off, and how many columns it may take. ``colour`` off leaves every text as it is.

    ``dots`` stand for what is left out.
    """

    colour: bool = False
    width: int = USUAL_WIDTH
    dots: str = "…"

    def paint(self, text: str, *codes: str) -> str:
        """Return ``text`` in the colours and weights ``codes`` (ECMA-48 SGR numbers)."""
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and text else text


PLAIN = Style()
