"""The only room, besides the command line, that touches the world: text, files, writing."""

from capslint.source.text import Position, Source, SourceError, Span

__all__ = ["Position", "Source", "SourceError", "Span"]
