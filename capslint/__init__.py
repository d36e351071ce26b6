"""capslint: a linter and autofixer that is right about debug containers."""

__version__ = "0.1.0"

HOME = "https://example.org/capslint"
"""Where the project is at home. No other address of it stands anywhere: who publishes it changes it here."""
