"""The project checks itself: what the documents say is there, and what is there is in the documents."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import capslint
import capslint_rules
from capslint.api import Rule
from capslint_rules.known_metas import METAS
from tests import markdown
from tests.places import ROOT, RULE_FOLDERS

PACKAGES = {"capslint": Path(capslint.__file__).parent, "rules/capslint_rules": Path(capslint_rules.__file__).parent}
RULES = PACKAGES["rules/capslint_rules"]
HEADINGS = ["What it finds", "Why it matters", "What the fix does", "References"]
GUIDE = ROOT / "rules" / "README.md"


def place(path: str) -> Path:
    """Where a path that a document names really is: the two packages are wherever they are installed."""
    for name, folder in PACKAGES.items():
        if path == name or path.startswith(f"{name}/"):
            return folder / path.removeprefix(name).lstrip("/")
    return ROOT / path


def named_paths(text: str) -> list[str]:
    """Return what stands in backticks or behind a link and looks like a path of the repository."""
    top = {path.name for path in ROOT.iterdir()} | {"capslint", "rules"}
    words = markdown.code_words(text) + markdown.links(text)
    return [word for word in words if word.split("/")[0] in top and ("/" in word or "." in word)]


def test_every_path_in_the_guide_to_rules_is_there() -> None:
    paths = named_paths(GUIDE.read_text(encoding="utf-8"))
    assert len(paths) >= 5, "few paths were recognised; has the way of writing them changed?"
    assert [path for path in paths if not place(path).exists()] == []


def test_the_paths_of_a_document_are_recognised() -> None:
    text = (
        "see `capslint/api/__init__.py`, [this](docs/nowhere.md) and `ctx.judge(x)`\n```sh\npython `rules/no.py`\n```\n"
    )
    assert named_paths(text) == ["capslint/api/__init__.py", "docs/nowhere.md"]
    assert not place("docs/nowhere.md").exists()


def with_examples(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the rules of the checkout: installed ones have no examples."""
    environment = {**os.environ, "PYTHONPATH": str(RULE_FOLDERS.parent)}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )


def test_the_harness_has_nothing_to_say_of_a_built_in_rule() -> None:
    done = with_examples("-m", "capslint.testing", "capslint_rules.privileged_container")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_rule_in_the_guide_with_one_example_of_each_kind_is_accepted(tmp_path: Path) -> None:
    (block,) = markdown.blocks(GUIDE.read_text(encoding="utf-8"), "python")
    service = "services:\n  a:\n    image: x\n"
    files = {
        "__init__.py": block.text,
        "examples/bad/off.compose.yaml": f"{service}    security_opt: [label=disable]\n",
        "examples/good/level.compose.yaml": f"{service}    security_opt: ['label=level:s0']\n",
    }
    for name, text in files.items():
        path = tmp_path / "no_label" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "capslint.testing", "--update", "no_label"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    written = tmp_path / "no_label/examples/bad/off.compose.out"
    assert (done.returncode, done.stdout) == (0, f"wrote {written}\n"), done.stderr
    assert "has no SELinux label" in written.read_text(encoding="utf-8")


def test_the_pages_of_the_rules_are_up_to_date() -> None:
    done = with_examples(str(ROOT / "tests/generators/build_rule_docs.py"), "--check")
    assert (done.returncode, done.stdout.strip()) == (0, ""), "run python tests/generators/build_rule_docs.py"


def test_each_rule_folder_is_a_rule_and_each_rule_has_one() -> None:
    folders = sorted(path.name.replace("_", "-") for path in RULES.iterdir() if (path / "__init__.py").exists())
    assert [rule.meta.id for rule in capslint_rules.RULES] == folders


def test_a_rule_is_what_its_module_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in capslint_rules.RULES:
        own = capslint_rules.imported_rule(rule.meta.id.replace("-", "_"))
        assert (rule.meta, rule.check.__module__) == (own.meta, own.check.__module__)
    name, *_ = METAS
    monkeypatch.setitem(METAS, name, METAS[name]._replace(summary="something else"))
    with pytest.raises(RuntimeError, match="META has changed"):
        capslint_rules.rule_of(name).check(None, None)  # type: ignore[arg-type]  # it is refused before it looks


def test_a_rule_that_is_not_known_yet_is_imported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    name, *_ = METAS
    monkeypatch.delitem(METAS, name)
    assert capslint_rules.rule_of(name) is capslint_rules.imported_rule(name)


@pytest.mark.parametrize("rule", capslint_rules.RULES, ids=lambda rule: rule.meta.id)
def test_each_rule_is_described_like_all_others(rule: Rule) -> None:
    text = (RULES / rule.meta.id.replace("-", "_") / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {rule.meta.id}\n")
    assert re.findall(r"(?m)^## (.*)$", text) == HEADINGS
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.meta.id)
    assert not rule.meta.summary.endswith(".")
    assert f"`{rule.meta.id}`" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
