"""capslint: a linter and autofixer that is right about debug containers."""

__version__ = "0.1.0"
