"""Text that a template engine has yet to fill in: what it says is not what Compose or Kubernetes will read."""

from __future__ import annotations

import re

from capslint.formats.reading.templates import RENDER_FIRST, RENDER_HELM, template_reason

# Where an expression makes YAML fail: at the start of a line or a value. One inside a string is Docker's or Grafana's.
_BARE = r"(?m)(?:^[ \t]*(?:-[ \t]+)?|:[ \t]+)(?:\{\{(?!\{)|\{%|<%)"


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
