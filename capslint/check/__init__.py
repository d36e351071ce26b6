"""From one file's text to all that is to be said about it."""

from capslint.check.check_file import check_source
from capslint.check.check_options import Options

__all__ = ["Options", "check_source"]
