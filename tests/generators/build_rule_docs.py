"""Make docs/rules/ from the rule folders, a page for each rule and the index; and two tables of what is known of them.

The table known_metas.py, beside the rules, is for a check: with it a rule need not be imported before it is asked. The
JSON Schema of settings files, in the package and in docs/, names the rules to choose from.

Usage: python tests/generators/build_rule_docs.py [--check]

With --check nothing is written; the exit code is 1 if a file is not what it would be, and its name is printed.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import capslint.config
import capslint_rules
from capslint.api import Fixes, Group, Rule, RuleMeta
from capslint.config.policy import known_names
from capslint.config.settings_schema import SCHEMA_FILE, settings_schema
from capslint.formats import FORMATS
from capslint.testing.examples import Example, find
from capslint.testing.installed import wrong_copy

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "rules"
RULES = Path(capslint_rules.__file__).parent
TABLE = RULES / "known_metas.py"
LANGUAGES = {".container": "ini", ".devcontainer.json": "jsonc", ".sh": "sh"}
SCHEMAS = (Path(capslint.config.__file__).with_name(SCHEMA_FILE), ROOT / "docs" / SCHEMA_FILE)
FIXES = {Fixes.ALWAYS: "always", Fixes.SOMETIMES: "sometimes", Fixes.NEVER: "no"}
TABLE_HEAD = """\"\"\"Made from the rules by tests/generators/build_rule_docs.py: change these, not this.\"\"\"

# ruff: noqa: E501
# fmt: off
from capslint.api import Fact, Fixes, Group, RuleMeta, Severity

"""
REFERENCES = "## References\n"
"""Where the part of a README begins that stands at the end of the page."""
FIRST = (".compose.yaml", ".k8s.yaml")
"""The endings of examples that come first."""
ROOM = 72
"""Columns of an example that a page shows without scrolling."""
GROUPS = {
    Group.FAILING: "A debugger that does not work.",
    Group.BROAD: "More permission than is needed.",
    Group.REFUSED: "What the engine or the API server refuses.",
    Group.INEFFECTIVE: "What is written and does nothing, or not what it says.",
    Group.COMMENTS: "Comments for capslint itself.",
}
"""What each group is about, in the order of the list."""
MADE = "<!-- Made by tests/generators/build_rule_docs.py from the rule's folder: change that, not this. -->\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; return the exit code: 2 if other rules than the checkout's would be shown."""
    problem = wrong_copy("capslint", str(ROOT)) or wrong_copy("capslint_rules", str(ROOT))
    if problem is not None:
        print(problem, file=sys.stderr)
        return 2
    rules = tuple(capslint_rules.imported_rule(module_of(rule)) for rule in capslint_rules.RULES)
    wanted = {f"{rule.meta.id}.md": page(rule, rules) for rule in rules}
    wanted["README.md"] = index(rules)
    tables = {TABLE: table(rules), **dict.fromkeys(SCHEMAS, schema(rules))}
    old = [path for path, wanted_text in tables.items() if read(path) != wanted_text]
    stale = [name for name, text in sorted(wanted.items()) if read(DOCS / name) != text]
    gone = sorted(path.name for path in DOCS.glob("*.md") if path.name not in wanted)
    if "--check" in arguments:
        names = [f"docs/rules/{name}" for name in stale + gone] + [path.name for path in old]
        print(*(f"{name} is not up to date" for name in names), sep="\n")
        return 1 if names else 0
    DOCS.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (DOCS / name).write_bytes(wanted[name].encode())
    for name in gone:
        (DOCS / name).unlink()
    for path in old:
        path.write_text(tables[path], encoding="utf-8")
    return 0


def module_of(rule: Rule) -> str:
    """Return the name of the module, and of the folder, that a rule is in."""
    return rule.meta.id.replace("-", "_")


def table(rules: tuple[Rule, ...]) -> str:
    """Return the module with what is known of each rule before it is imported."""
    lines = [TABLE_HEAD, "METAS = {\n", *(f"    {module_of(rule)!r}: {spelled(rule.meta)},\n" for rule in rules), "}\n"]
    return "".join(lines)


def schema(rules: tuple[Rule, ...]) -> str:
    """Return the schema of settings files."""
    return json.dumps(settings_schema(known_names(rules)), indent=2) + "\n"


def spelled(meta: RuleMeta) -> str:
    """Return ``meta`` as Python has it, without what is so by default."""
    told = {name: value for name, value in meta._asdict().items() if value != meta._field_defaults.get(name)}
    return f"RuleMeta({', '.join(f'{name}={value_spelled(value)}' for name, value in told.items())})"


def value_spelled(value: object) -> str:
    """Return a value of `RuleMeta` as Python has it."""
    match value:
        case tuple():
            return f"({''.join(f'{value_spelled(item)}, ' for item in value)})"
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case _:
            return repr(value)


def read(path: Path) -> str | None:
    """Return the text of a page, None if there is none."""
    return path.read_bytes().decode() if path.exists() else None


def index(rules: tuple[Rule, ...]) -> str:
    """Return the page that lists all rules, by the group that they are in."""
    lines = [MADE, "# Rules", ""]
    for group, about in GROUPS.items():
        lines += [f"## {group.value}", "", about, "", "| rule | finds | severity | fix |", "|---|---|---|---|"]
        lines += [row(rule.meta) for rule in rules if rule.meta.group is group]
        lines.append("")
    return "\n".join(lines)


def row(meta: RuleMeta) -> str:
    """Return the line of a rule in the list."""
    opt_in = " (only when selected)" if meta.opt_in else ""
    return (
        f"| [{meta.id}]({meta.id}.md) | {meta.summary}{opt_in} | {meta.severity.name.lower()} | {FIXES[meta.fixes]} |"
    )


def page(rule: Rule, rules: tuple[Rule, ...]) -> str:
    """Return the page of one rule: an example, then what its README says, then the other examples."""
    folder = RULES / module_of(rule)
    title, _, prose = readme(rule).partition("\n")
    said, references, sources = prose.partition(REFERENCES)
    summary = f"{rule.meta.summary[0].upper()}{rule.meta.summary[1:]}."
    parts = [MADE, title + "\n", f"{summary}\n", facts(rule.meta)]
    first, *more = examples(folder / "examples")
    good = sorted(path for path in (folder / "examples" / "good").glob("*.yaml"))
    parts += ["## Example\n", *first, linked(said.strip(), rule, rules) + "\n"]
    if more:
        parts += ["## More examples\n", *(part for example in more for part in example)]
    parts += ["## Nothing is found here\n", *(fenced("yaml", text(path)) for path in good[:2])]
    parts += [accepting(rule.meta), related(rule, rules), linked(f"{references}{sources}".strip(), rule, rules) + "\n"]
    return "\n".join(parts)


def linked(prose: str, rule: Rule, rules: tuple[Rule, ...]) -> str:
    """Return ``prose`` with links where it names other rules, pages, and headings of pages."""
    ids = "|".join(each.meta.id for each in rules if each is not rule)
    prose = re.sub(rf"`({ids})`", r"[`\1`](\1.md)", prose)
    prose = re.sub(
        r'`docs/([\w-]+)\.md`,\s"([^"]+)"',
        lambda found: f"[{found[2]}](../{found[1]}.md#{found[2].lower().replace(' ', '-')})",
        prose,
    )
    return re.sub(r"`?docs/([\w-]+)\.md`?(?!#)", r"[\1.md](../\1.md)", prose)


def readme(rule: Rule) -> str:
    """Return what people have written of a rule."""
    return (RULES / module_of(rule) / "README.md").read_text(encoding="utf-8")


def accepting(meta: RuleMeta) -> str:
    """Return how a finding of a rule is accepted, and the rule switched off."""
    return f"""## Suppress

At the end of the line, in a line above it, or above the name of the container:

```yaml
# capslint: ignore[{meta.id}] why it is meant so
```

[Accepting findings](../suppressing.md) tells of whole files, of manifests in JSON, and of comments that hold until
a day. The setting `ignore = ["{meta.id}"]` switches the rule off.
"""


def related(rule: Rule, rules: tuple[Rule, ...]) -> str:
    """Return the rules that this one's README names, those whose README names it, and its group."""
    meta = rule.meta
    named = {each.meta.id for each in rules if f"`{each.meta.id}`" in readme(rule) or f"`{meta.id}`" in readme(each)}
    lines = [
        f"- [{each.meta.id}]({each.meta.id}.md): {each.meta.summary}"
        for each in rules
        if each.meta.id in named - {meta.id}
    ]
    if meta.group is not None:
        lines.append(f"- all rules of the group [{meta.group.value}](README.md#{meta.group.value})")
    return "## Related rules\n\n" + "\n".join(lines) + "\n"


def facts(meta: RuleMeta) -> str:
    """Return what is known of a rule before it runs, in a line."""
    told = [f"**{meta.severity.name.lower()}**"]
    if meta.group is not None:
        told.append(f"group [{meta.group.value}](README.md#{meta.group.value})")
    told.append(f"fix: {FIXES[meta.fixes]}")
    told.append(f"for {', '.join(sorted(each.title for each in FORMATS if each.facts.issuperset(meta.facts)))}")
    told.append(f"since {meta.since}")
    if meta.opt_in:
        told.append(f"runs only when selected: `--select {meta.id}`")
    return " · ".join(told) + "\n"


def examples(folder: Path) -> Iterator[list[str]]:
    """Return one bad example of each format there is one of, with its report and what the fix changes.

    It is the plainest of those with a fix. The format in which most people meet the rule comes first.
    """
    found = [each for each in find(str(folder)) if each.bad]
    found.sort(key=in_order)
    suffixes = [each.example_suffix for each in FORMATS if each.example_suffix]
    for suffix in sorted(suffixes, key=lambda each: (each not in FIRST, each)):
        for example in [each for each in found if each.name.endswith(suffix)][:1]:
            is_fixed = Path(example.fixed_path).exists()
            yield [
                f"### `{Path(example.path).name}`\n",
                fenced("text", text(example.out_path)),
                fenced("diff", diff(example))
                if is_fixed
                else fenced(LANGUAGES.get(suffix, "yaml"), text(example.path)),
            ]


def in_order(example: Example) -> tuple[bool | int | str, ...]:
    """Return what examples are sorted by: the plainest first, whose fix is safe and for which a page has room."""
    written = text(example.path, exact=True)
    return (
        "\r" in written or ".no-final-newline." in example.name,
        not Path(example.fixed_path).exists(),
        "--unsafe" in text(example.out_path),
        re.search(r"[&*]\w|<<:|\{", written) is not None,
        max(map(len, written.splitlines())) > ROOM,
        len(written),
        example.name,
    )


def diff(example: Example) -> str:
    """Return what the fix changes, with all that stays."""
    before, after = (text(path).splitlines(keepends=True) for path in (example.path, example.fixed_path))
    lines = difflib.unified_diff(before, after, n=len(before))
    return "".join(line if line.endswith("\n") else line + "\n" for line in list(lines)[3:])


def text(path: str | Path, exact: bool = False) -> str:
    """Return the text of a file, with the line ends of this page unless ``exact``."""
    content = Path(path).read_bytes().decode()
    return content if exact else content.replace("\r\n", "\n")


def fenced(language: str, content: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{content.rstrip()}\n```\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
