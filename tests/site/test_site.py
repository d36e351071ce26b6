"""The site is built without a warning, needs nothing from elsewhere, and has the pages that reports name."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import capslint_rules
from capslint import HOME
from capslint.api import Rule
from capslint.config.settings_schema import SCHEMA_FILE
from capslint.report.rule_pages import rule_url
from tests.places import ROOT
from tests.site import site_hooks

LOADED = re.compile(r"""<(?:script|img|iframe|source|video|embed)\b[^>]*\bsrc="?(https?:)?//[^>]*>""")
STYLES = re.compile(r"""<link\b(?=[^>]*\brel="?(?:stylesheet|preload|preconnect))[^>]*\bhref="?(?:https?:)?//[^>]*>""")


def build(folder: Path, offline: str) -> Path:
    environment = {**os.environ, "OFFLINE": offline, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as a server would show it."""
    return build(tmp_path_factory.mktemp("site") / "published", "false")


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is read from a folder."""
    return build(tmp_path_factory.mktemp("site") / "offline", "true")


def loaded_from_elsewhere(page: str) -> list[str]:
    """Return what a page makes a browser fetch from another machine."""
    return [found[0] for pattern in (LOADED, STYLES) for found in pattern.finditer(page)]


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ('<script src="https://unpkg.com/x"></script>', 1),
        ("<script src=//unpkg.com/x></script>", 1),
        ('<link rel="stylesheet" href="https://fonts.example/css">', 1),
        ('<link href="https://fonts.example" rel="preconnect">', 1),
        ('<img alt="" src="https://badges.example/x.svg">', 1),
        ('<script src="../assets/x.js"></script><link rel="stylesheet" href="x.css">', 0),
        ('<a href="https://example.net">x</a><link rel="canonical" href="https://example.net">', 0),
    ],
)
def test_what_is_loaded_from_elsewhere(page: str, count: int) -> None:
    assert len(loaded_from_elsewhere(page)) == count


def test_reading_it_offline_needs_no_other_machine(offline: Path) -> None:
    pages = list(offline.rglob("*.html"))
    assert {str(page): found for page in pages if (found := loaded_from_elsewhere(page.read_text("utf-8")))} == {}
    styles = [path.read_text("utf-8") for path in offline.rglob("*.css")]
    assert [style[:80] for style in styles if re.search(r"@import|url\(\s*['\"]?(https?:)?//", style)] == []
    assert len(pages) > 50
    assert styles


def test_links_inside_of_it_work_without_a_server(offline: Path) -> None:
    """A link to a folder would show its files."""
    broken = []
    for page in offline.rglob("*.html"):
        if page.name == "404.html":
            continue
        for target in re.findall(r'<a [^>]*href="?(?!\w+:|#)([^"\s>#]+)', page.read_text("utf-8")):
            if not (page.parent / target).is_file():
                broken.append(f"{page.relative_to(offline)}: {target}")
    assert broken == []


def test_search_works_without_a_server(offline: Path) -> None:
    """A browser reads no JSON from a folder and starts no worker: both come as scripts that a page may load."""
    text = (offline / "search/search_index.js").read_text("utf-8")
    index = json.loads(text.removeprefix("var __index = "))
    found = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert {f"rules/{rule.meta.id}.html" for rule in capslint_rules.RULES} <= found
    assert "iframe-worker/shim.js" in (offline / "index.html").read_text("utf-8")
    assert (offline / "assets/iframe-worker/shim.js").is_file()


@pytest.mark.parametrize("rule", capslint_rules.RULES, ids=lambda rule: rule.meta.id)
def test_the_page_that_a_report_names_is_there(rule: Rule, published: Path) -> None:
    address = rule_url(rule)
    assert address is not None
    page = published / address.removeprefix(HOME).strip("/") / "index.html"
    assert f'<link rel="canonical" href="{address}">' in page.read_text("utf-8")


def test_the_schema_is_where_it_says(published: Path) -> None:
    schema = json.loads((published / SCHEMA_FILE).read_text("utf-8"))
    assert schema["$id"] == f"{HOME}/{SCHEMA_FILE}"


KNOWN = {"README.md", "a.md", "rules/README.md", "rules/x.md", "contributing.md", "changelog.md", "writing-rules.md"}


@pytest.mark.parametrize(
    ("path", "page", "text", "wanted"),
    [
        ("docs/a.md", "a.md", "[x](rules/x.md#y)", "[x](rules/x.md#y)"),
        ("docs/a.md", "a.md", "[x](../CONTRIBUTING.md)", "[x](contributing.md)"),
        ("docs/rules/x.md", "rules/x.md", "[x](../a.md) and [`y`](README.md)", "[x](../a.md) and [`y`](README.md)"),
        (
            "CONTRIBUTING.md",
            "contributing.md",
            "[x](docs/a.md) [y](rules/README.md)",
            "[x](a.md) [y](writing-rules.md)",
        ),
        ("CONTRIBUTING.md", "contributing.md", "[x](docs/rules/x.md)", "[x](rules/x.md)"),
        ("CONTRIBUTING.md", "contributing.md", "[x](docs/) [y](docs/rules/)", "[x](README.md) [y](rules/README.md)"),
        ("rules/README.md", "writing-rules.md", "[x](../CHANGELOG.md)", "[x](changelog.md)"),
        ("docs/a.md", "a.md", "[the `code`](../capslint/api/) and more", "the `code` and more"),
        ("docs/a.md", "a.md", "[x](https://example.net/a.md), [y](#z), [z](mailto:a@b)", None),
        ("docs/a.md", "a.md", "![x](assets/demo.svg)", None),
    ],
)
def test_a_link_of_the_repository_becomes_one_of_the_site(path: str, page: str, text: str, wanted: str | None) -> None:
    assert site_hooks.relinked(text, path, page, KNOWN) == (text if wanted is None else wanted)


def test_a_folder_in_the_navigation_stands_for_its_pages(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "README.md", "c.txt"):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / name).write_text("x")
    wanted = [{"Rules": ["rules/README.md", "rules/a.md", "rules/b.md"]}, "x.md"]
    assert site_hooks.expanded([{"Rules": "rules/"}, "x.md"], tmp_path) == wanted
