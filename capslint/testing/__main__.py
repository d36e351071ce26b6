"""``python -m capslint.testing [--update] MODULE ...``: the examples of rules, from a shell."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType

from capslint.api.rule import Rule
from capslint.testing.harness import complaints, update

USAGE = """\
usage: python -m capslint.testing [--update] MODULE ...

MODULE is the package of a rule and has RULE, or a package of rules and has RULES.
"""


def main(arguments: list[str]) -> int:
    """Check the examples of the modules' rules, or write them anew; return 0 if all is well, 1 if not, 2 for misuse."""
    modules = [one for one in arguments if not one.startswith("-")]
    if not modules or set(arguments) - set(modules) - {"--update"}:
        sys.stderr.write(USAGE)
        return 2
    failed = False
    for rule, folder in (pair for name in modules for pair in _rules(import_module(name))):
        if "--update" in arguments:
            sys.stdout.writelines(f"wrote {path}\n" for path in update(rule, folder))
        for complaint in complaints(rule, folder):
            failed = True
            sys.stdout.write(f"{rule.meta.id}: {complaint}\n")
    return 1 if failed else 0


def _rules(module: ModuleType) -> list[tuple[Rule, str]]:
    folder = os.path.dirname(os.path.abspath(str(module.__file__)))
    if hasattr(module, "RULE"):
        return [(module.RULE, folder)]
    return [(rule, os.path.join(folder, rule.meta.id.replace("-", "_"))) for rule in module.RULES]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
