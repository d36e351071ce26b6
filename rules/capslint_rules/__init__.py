"""The built-in rules. They come in by the same door as anyone's: an entry point in the group ``capslint.rules``."""

from capslint.api import Rule

RULES: tuple[Rule, ...] = ()
