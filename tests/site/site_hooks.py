"""What mkdocs.yml cannot say: the address of the site, the pages of a folder, and pages that do not stand in docs/.

mkdocs imports this file by its path, and calls the functions that begin with ``on_``.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from capslint import HOME

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "rules/README.md": "writing-rules.md",
}
"""Pages of the site that are kept beside docs/, by their path in the repository."""
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?!\w+:|#)([^)\s#]*)(#[^)\s]*)?\)")
MADE = re.compile(r"\A(?:\s*<!--.*?-->)+\s*", re.DOTALL)
"""The comment that says what a page is made of."""
FENCED = re.compile(r"(^(`{3,}).*?^\2`*$)", re.MULTILINE | re.DOTALL)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Say where the site will be, and put the pages of folders into the navigation."""
    config.site_url = f"{HOME}/"
    config.nav = expanded(config.nav, Path(config.docs_dir))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are kept elsewhere."""
    for path, page in ELSEWHERE.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / path)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Say which page the logo leads to: mkdocs looks for it at the top of the navigation alone."""
    first = files.get_file_from_path("README.md")
    nav.homepage = first.page if first is not None else None
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the text of a page with links as the site needs them, and its title first: there mkdocs looks for it."""
    markdown = MADE.sub("", markdown)
    path = Path(page.file.abs_src_path or "").resolve().relative_to(ROOT).as_posix()
    known = {file.src_uri for file in files}
    parts = FENCED.split(markdown)
    return "".join(
        relinked(part, path, page.file.src_uri, known) if number % 3 == 0 else part
        for number, part in enumerate(parts)
        if number % 3 != 2
    )


def expanded(nav: Any, docs: Path) -> Any:
    """Return a navigation in which a name that ends with / stands for the pages of that folder."""
    match nav:
        case list():
            return [expanded(entry, docs) for entry in nav]
        case dict():
            return {title: expanded(entry, docs) for title, entry in nav.items()}
        case str() if nav.endswith("/"):
            pages = sorted((docs / nav).glob("*.md"), key=_order)
            return [f"{nav}{path.name}" for path in pages]
        case _:
            return nav


def relinked(text: str, path: str, page: str, known: set[str]) -> str:
    """Return ``text`` of the file ``path`` with its links, which are those of the repository, as links of the site.

    What is no page of the site stays as words without a link.
    """

    def replaced(found: re.Match[str]) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        place = page_of(posixpath.normpath(posixpath.join(posixpath.dirname(path), target)), known)
        if place is None:
            return words
        return f"[{words}]({posixpath.relpath(place, posixpath.dirname(page) or '.')}{anchor})"

    return LINK.sub(replaced, text)


def page_of(path: str, known: set[str]) -> str | None:
    """Return the file of the site that a path of the repository is, None if there is none."""
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    inside = PurePosixPath(path)
    if not inside.is_relative_to("docs"):
        return None
    name = inside.relative_to("docs").as_posix()
    return next((each for each in (name, posixpath.normpath(f"{name}/README.md")) if each in known), None)


def _order(page: Path) -> tuple[bool, int, str]:
    return page.name != "README.md", int(page.stem) if page.stem.isdecimal() else 0, page.stem
