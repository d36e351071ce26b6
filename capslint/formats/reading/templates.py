"""Text that a template engine has yet to fill in, and escapes that spell words otherwise."""

from __future__ import annotations

import re

from capslint.cst import Document, Mapping, Node
from capslint.source.files import SUFFIXES

RENDER_FIRST = "render it first"
"""How every reason ends that says a file is a template; such files are always shown, wherever they were found."""
RENDER_HELM = f"Helm template, {RENDER_FIRST}"

_HELM_MARKS = (".Values", ".Release.", ".Chart.", "include ", ".Capabilities.")
# Where an expression makes YAML fail: at the start of a line or a value. One inside a string is Docker's or Grafana's.
_BARE = r"(?m)(?:^[ \t]*(?:-[ \t]+)?|:[ \t]+)(?:\{\{(?!\{)|\{%|<%)"


def is_escaped(text: str) -> bool:
    """Return whether an escape could spell a word of this text otherwise."""
    return "\\" in text and any(escape in text for escape in ("\\x", "\\u", "\\U", "\\\n", "\\\r"))


def why_no_data(path: str, text: str) -> str | None:
    """Return what the file at ``path`` is, where its name or its first line tells that it is neither YAML nor JSON."""
    if path.endswith(SUFFIXES):
        return None
    if text.startswith("#!"):
        return "a script, which is not read"
    if re.match(r"(?:\s*[#;].*\n|\s*\n)*\[[A-Z]\w*\]\s*\n", text):
        return "a unit file or a file of settings, which is not read"
    return None


def template_reason(text: str) -> str | None:
    """Return which template language a text that is not YAML is written in, None if it does not look like one."""
    if "{{" in text and "}}" in text:
        is_helm = any(mark in text for mark in _HELM_MARKS)
        return RENDER_HELM if is_helm else f"template with {{{{ }}}}, {RENDER_FIRST}"
    if "{%" in text:
        return f"template with {{% %}}, {RENDER_FIRST}"
    if "<%" in text:
        return f"template with <% %>, {RENDER_FIRST}"
    return None


def is_rendered(document: Document) -> bool:
    """Return whether a document that parses is no template: ``a: {{ .x }}`` is YAML, a mapping as key of a mapping."""
    text = document.source.text
    if text.find("{{", document.start, document.end) < 0:
        return True
    if any(text.find(mark, document.start, document.end) >= 0 for mark in _HELM_MARKS[:3]):
        return False
    return not _has_mapping_as_key(document.root)


def _has_mapping_as_key(root: Node | None) -> bool:
    stack: list[Node | None] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Mapping):
            for key, value in node.pairs:
                if isinstance(key, Mapping):
                    return True
                stack.append(value)
        else:
            stack.extend(getattr(node, "items", ()))
    return False


def is_template(reason: str) -> bool:
    """Return whether a reason for skipping tells that the file is a template."""
    return reason.endswith(RENDER_FIRST)


def why_not_yaml(path: str, text: str) -> str | None:
    """Return why ``text``, which does not parse, is no error but a template; None if it does not look like one."""
    if not re.search(_BARE, text):
        return None
    reason = template_reason(text)
    in_a_chart = "templates" in path.split("/")[:-1] and "{{" in text
    return RENDER_HELM if reason and in_a_chart else reason
