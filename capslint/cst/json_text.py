"""JSON that YAML's grammar does not take, although kubectl and Compose read it, as YAML with the same positions.

Source: RFC 8259, sections 7 (a character beyond U+FFFF is a surrogate pair of escapes) and 8.2; YAML 1.2.2, section 5.1
(U+007F is not printable) and 5.7. Go's encoding/json takes a lone surrogate for U+FFFD.
"""

from __future__ import annotations

import re

_ESCAPE = r"(?s)\\(?:u[dD][89a-fA-F][0-9a-fA-F]{2}|.)"
_SURROGATE_LENGTH = len("\\ud83d")
REPLACED = "\ufffd"


def as_yaml(text: str) -> str:
    """Return ``text``, if it is JSON with U+FFFD for each half of a surrogate pair and for U+007F; its length stays."""
    if ("\\u" not in text and "\x7f" not in text) or text.lstrip()[:1] not in ("{", "["):
        return text
    text = re.sub(_ESCAPE, lambda found: "\\ufffd" if len(found[0]) == _SURROGATE_LENGTH else found[0], text)
    return text.replace("\x7f", REPLACED)


def string_value(raw: str, otherwise: str) -> str:
    """Return what the JSON string ``raw``, in its quotes, says; ``otherwise`` if it is none."""
    import json

    try:
        value = str(json.loads(raw))
    except ValueError:
        return otherwise
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
