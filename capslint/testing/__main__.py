"""``python -m capslint.testing``: begin a rule, write what follows from its examples, hold it to them; from a shell."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType

from capslint.api.rule import Rule
from capslint.testing.harness import complaints, update
from capslint.testing.installed import wrong_copy
from capslint.testing.skeleton import SkeletonError, write_rule

USAGE = """\
usage: python -m capslint.testing [--update] MODULE ...
       python -m capslint.testing --new RULE-ID

MODULE is the package of a rule and has RULE, or a package of rules and has RULES.
"""


def main(arguments: list[str]) -> int:
    """Check the examples of the modules' rules, or begin a rule; return 0 if all is well, 1 if not, 2 for misuse."""
    match arguments:
        case ["--new", rule_id] if not rule_id.startswith("-"):
            return _new(rule_id)
    modules = [argument for argument in arguments if not argument.startswith("-")]
    if not modules or set(arguments) - set(modules) - {"--update"}:
        sys.stderr.write(USAGE)
        return 2
    loaded = [import_module(name) for name in modules]
    for name in ("capslint", *modules):
        problem = wrong_copy(name, os.getcwd())
        if problem is not None:
            sys.stderr.write(f"{problem}\n")
            return 2
    return _hold(loaded, update_first="--update" in arguments)


def _new(rule_id: str) -> int:
    try:
        written = write_rule(rule_id, os.getcwd())
    except SkeletonError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.writelines(f"wrote {path}\n" for path in written)
    return 0


def _hold(modules: list[ModuleType], *, update_first: bool) -> int:
    failed = False
    for rule, folder in (pair for module in modules for pair in _rules(module)):
        if update_first:
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
