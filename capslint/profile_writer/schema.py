"""Validation of a profile against the schema of its format."""

from __future__ import annotations

from typing import Any

from capslint.profile_writer.render import Form


def invalid_because(profile: dict[str, Any], profile_format: Form) -> str | None:
    """Return what is wrong with ``profile`` by the schema of ``profile_format``, or None.

    The schemas stand beside this module.
    """
    import json
    from importlib.resources import files

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    text = files("capslint.profile_writer").joinpath(f"{profile_format.value}.schema.json").read_text(encoding="utf-8")
    error = best_match(Draft202012Validator(json.loads(text)).iter_errors(profile))
    return f"{error.json_path}: {error.message}" if error is not None else None
