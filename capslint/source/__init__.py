"""Text, files and writing: besides the command line the only package that touches the world."""

from capslint.source.text import Position, Source, SourceError, Span

__all__ = ["Position", "Source", "SourceError", "Span"]
