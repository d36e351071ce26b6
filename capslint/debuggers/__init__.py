"""Which debugger a container is meant to run, and what else it may need broad grants for."""

from capslint.debuggers.reasons import other_reasons
from capslint.debuggers.recognise import is_to_debug_in, recognise

__all__ = ["is_to_debug_in", "other_reasons", "recognise"]
