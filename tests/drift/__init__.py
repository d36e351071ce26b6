"""Whether the engine data still says what the engines' repositories say: ``python -m tests.drift``."""
