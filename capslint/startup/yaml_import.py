"""The YAML library, imported without the regular expressions that its C parser never uses.

PyYAML compiles a dozen of them when it is imported, for its pure Python reader and for typed values. That is three
quarters of its import, and as much as all of ours for a small file. Here each is compiled when somebody first uses it.
"""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import Any


class LatePattern:
    """Stands for a regular expression until a method of it is asked for."""

    __slots__ = ("_arguments",)

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        """Return the attribute of the compiled pattern; `re` keeps those that it compiled last."""
        return getattr(re.compile(*self._arguments), name)


def yaml_library() -> ModuleType:
    """Import PyYAML, the first time with its patterns left uncompiled, and return the module."""
    if "yaml" not in sys.modules:
        _import_without_patterns()
    import yaml

    return yaml


def _import_without_patterns() -> None:
    # These it imports itself: once they are there, nothing but its own modules meets the stand-in.
    import base64  # noqa: F401
    import datetime  # noqa: F401

    compile_now = re.compile
    re.compile = LatePattern  # type: ignore[assignment]
    try:
        import yaml  # noqa: F401
    finally:
        re.compile = compile_now
