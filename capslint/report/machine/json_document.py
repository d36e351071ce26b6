"""A document for a program, as JSON text."""

from __future__ import annotations

import json
import re

from capslint.report.plain import plain


def json_document(value: object) -> str:
    """Return ``value`` as JSON over several lines, in ASCII, with one line end behind it.

    Any reader takes it: bytes of a file's name that are no UTF-8 would be lone surrogates, which many refuse. No build
    service finds a command in it (`capslint.report.plain` tells which it would): ``##[`` is written with an escape.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return re.sub(r"[^\0-\x7f]", _escaped, text).replace("##[", r"#\u0023[") + "\n"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    is_lone = "\ud800" <= character <= "\udfff"
    return json.dumps(plain(character) if is_lone else character)[1:-1]
