"""Which debugger a container is meant to run, and what else it may need broad grants for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capslint.debuggers.reasons import other_reasons
from capslint.debuggers.recognise import recognise

if TYPE_CHECKING:
    from capslint.debuggers.catalogue import operation, operations, tools
    from capslint.debuggers.commands.main_process import main_process

__all__ = ["main_process", "operation", "operations", "other_reasons", "recognise", "tools"]


def __getattr__(name: str) -> Any:
    # The catalogue is loaded when it is first asked for: a file without a debugger does without it.
    if name in ("operation", "operations", "tools"):
        from capslint.debuggers import catalogue

        return getattr(catalogue, name)
    if name == "main_process":
        from capslint.debuggers.commands.main_process import main_process

        return main_process
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
