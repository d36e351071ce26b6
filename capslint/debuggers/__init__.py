"""Which debugger a container is meant to run, and what else it may need broad grants for."""

from capslint.debuggers.reasons import other_reasons
from capslint.debuggers.recognise import recognise

__all__ = ["other_reasons", "recognise"]
