"""What the build says of the project that stands elsewhere: where it is at home."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class HomeHook(MetadataHookInterface):
    """Takes the addresses of the package from `capslint.HOME`, the one place in which the project's address stands."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the addresses to ``metadata``."""
        home = home_in(Path(self.root, "capslint", "__init__.py").read_text(encoding="utf-8"))
        metadata["urls"] = {"Homepage": home, "Documentation": f"{home}/"}


def home_in(text: str) -> str:
    """Return what ``text``, the source of a module, binds to HOME."""
    for node in ast.parse(text).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="HOME")], value=ast.Constant(value=str(home))):
                return home
    raise ValueError("capslint/__init__.py binds no HOME")
