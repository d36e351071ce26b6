"""What the build says of the project that stands elsewhere: its home, and the README with links that lead there."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?!\w+:|#)([^)\s#]*)(#[^)\s]*)?\)")
_BLOCK = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


class HomeHook(MetadataHookInterface):
    """Takes the addresses of the package from `capslint.HOME`, the one place in which the project's address stands."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the addresses and the README to ``metadata``."""
        root = Path(self.root)
        home = home_in((root / "capslint" / "__init__.py").read_text(encoding="utf-8"))
        metadata["urls"] = {"Homepage": home, "Documentation": f"{home}/"}
        text = relinked((root / "README.md").read_text(encoding="utf-8"), home)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def home_in(text: str) -> str:
    """Return what ``text``, the source of a module, binds to HOME."""
    for node in ast.parse(text).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="HOME")], value=ast.Constant(value=str(home))):
                return home
    raise ValueError("capslint/__init__.py binds no HOME")


def relinked(readme: str, home: str) -> str:
    """Return ``readme``, as a package index can show it: what it names in docs/ is a page of the site at ``home``.

    What is not on the site stays as words without a link.
    """

    def replaced(found: re.Match[str]) -> str:
        mark, words, path, anchor = found[1], found[2], found[3], found[4] or ""
        if not path.startswith("docs/"):
            return words
        page = re.sub(r"(^|/)README\.md$", r"\1", path.removeprefix("docs/"))
        page = f"{page.removesuffix('.md')}/" if page.endswith(".md") else page
        return f"{mark}[{words}]({home}/{page}{anchor})"

    parts = _BLOCK.split(readme)
    return "".join(part if number % 2 else _LINK.sub(replaced, part) for number, part in enumerate(parts))
