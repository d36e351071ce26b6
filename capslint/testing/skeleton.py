"""The files that a new rule begins with: ``python -m capslint.testing --new RULE-ID``."""

from __future__ import annotations

import os
import re

import capslint
from capslint.testing.installed import package_near

BUILT_IN = "capslint_rules"

_RULE = '''"""A container that is privileged."""

from __future__ import annotations

from collections.abc import Iterator

from capslint.api import (
    Container,
    Context,
    Finding,
    Fixes,
    Group,
    Rule,
    RuleMeta,
    Safety,
    Severity,
    finding,
    fixes,
    say,
)

META = RuleMeta(
    id="{id}",
    summary="a container is privileged",
    severity=Severity.WARNING,
    fixes=Fixes.ALWAYS,
    since="{version}",
    group=Group.BROAD,
    fields=("privileged",),
)


def check(container: Container, ctx: Context) -> Iterator[Finding]:
    """Report the flag where it is set."""
    flag = container.privileged
    if flag.value is not True:
        return
    users = ctx.users_of(flag)
    cure = fixes.fix("remove the flag", fixes.revoke(flag, container), Safety.UNSAFE)
    says = "is privileged" if len(users) == 1 else "are privileged"
    yield finding(META, users, flag, f"{{say.called(users)}} {{says}}", "Remove the flag.", cure=cure)


RULE = Rule(META, check)
'''

_README = """# {id}

## What it finds

A container with `privileged: true`.

## Why it matters

Say what goes wrong, and for whom.

## What the fix does

It removes the flag. It is unsafe: nobody knows what the container needs it for.

## References

- capabilities(7)
"""

_POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n"

_EXAMPLES = {
    "bad/block.compose.yaml": "services:\n  api:\n    image: api\n    privileged: true\n",
    "bad/anchor.compose.yaml": (
        "x-api: &api\n  image: api\n  privileged: true\nservices:\n  api:\n    <<: *api\n  worker:\n    <<: *api\n"
    ),
    "bad/block.k8s.yaml": (
        f"{_POD}    - name: api\n      image: api\n"
        "      securityContext:\n        privileged: true\n        runAsUser: 0\n"
    ),
    "bad/flow.k8s.yaml": (
        f"{_POD}    - {{name: api, image: api, securityContext: {{privileged: true, runAsUser: 0}}}}\n"
    ),
    "good/unprivileged.compose.yaml": "services:\n  api:\n    image: api\n",
    "good/unprivileged.k8s.yaml": f"{_POD}    - name: api\n      image: api\n",
}
"""Each format in block style, and the layouts that `--update` cannot derive from that: an anchor, and flow style."""


class SkeletonError(Exception):
    """No rule can be begun under this id, or here: one sentence that says why."""


def write_rule(rule_id: str, folder: str) -> list[str]:
    """Write a rule that works, with its page and its examples, and return the paths of the files.

    In a checkout of capslint it becomes one of the built-in rules; elsewhere its package is written into ``folder``.
    Raises SkeletonError.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule_id):
        raise SkeletonError(f"{rule_id!r} is no id for a rule: take two or more words in kebab-case, such as open-port")
    package = package_near(BUILT_IN, folder)
    home = os.path.join(package or folder, rule_id.replace("-", "_"))
    if os.path.lexists(home):
        raise SkeletonError(f"{home} is there already")
    words = {"id": rule_id, "version": capslint.__version__ if package else "0.1.0"}
    texts = {"__init__.py": _RULE.format(**words), "README.md": _README.format(**words)}
    texts |= {f"examples/{name}": text for name, text in _EXAMPLES.items()}
    written = [_write(os.path.join(home, name), text) for name, text in texts.items()]
    if package is not None:
        written.append(_register(os.path.join(package, "__init__.py"), os.path.basename(home)))
    return written


def _write(path: str, text: str) -> str:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path


def _register(path: str, name: str) -> str:
    """Put ``name`` into the sorted list of the built-in rules' modules."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    first = lines.index("_MODULES = (") + 1
    end = lines.index(")", first)
    lines[first:end] = sorted([*lines[first:end], f'    "{name}",'])
    return _write(path, "\n".join(lines) + "\n")
