"""From one file's text to all that is to be said about it."""

from capslint.check.check_file import Options, check_source

__all__ = ["Options", "check_source"]
