"""Default seccomp profiles and default capabilities as the repositories of engines hold them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from tests.drift.go_profile import Entry, read_go_profile
from tests.drift.go_tokens import Tokens, Unreadable, tokens_of
from tests.drift.go_values import strings_of
from tests.generators.engine_tables import replaced

NO_FUNCTION = "none"
EPERM = 1
_GO_ARCHES = {"386": "x86"}  # Docker's profiles have names of their own for one: moby/profiles seccomp/seccomp_linux.go


def read_profile(text: str, written_in: str) -> list[Entry]:
    """Return the entries of a profile. Raises Unreadable where it is not understood."""
    if written_in == "go":
        return [_with_docker_arches(entry) for entry in read_go_profile(text)]
    try:
        found = json.loads(text)["syscalls"]
        entries = [_entry(entry, written_in == "containers-json") for entry in found]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"it is no profile ({type(error).__name__}: {error})") from None
    if not entries:
        raise Unreadable("it is a profile without rules")
    return entries


def _entry(entry: Entry, without_kernels: bool) -> Entry:
    """Return an entry without what says nothing."""
    kept: Entry = {"names": entry["names"] if "names" in entry else [entry["name"]], "action": entry["action"]}
    if entry.get("args"):
        kept["args"] = [
            {
                key: test[key]
                for key in ("index", "value", "valueTwo", "op")
                if test.get(key) or key in ("index", "value")
            }
            for test in entry["args"]
        ]
    for key in ("includes", "excludes"):
        asked = {name: value for name, value in (entry.get(key) or {}).items() if value}
        if without_kernels:
            asked.pop("minKernel", None)
        kept |= {key: asked} if asked else {}
    return kept | ({"errnoRet": entry["errnoRet"]} if entry.get("errnoRet") not in (None, EPERM) else {})


def _with_docker_arches(entry: Entry) -> Entry:
    changed = {
        key: {**entry[key], "arches": [_GO_ARCHES.get(arch, arch) for arch in entry[key]["arches"]]}
        for key in ("includes", "excludes")
        if "arches" in entry.get(key, {})
    }
    return {**entry, **changed}


def digest_of(text: str, function: str | None = None) -> str:
    """Return the first digits of the SHA-256 of ``text``, or of a Go function in it: "none" where it has no such one.

    Comments, white space and numbers of more than one digit (the places of calls in a list) do not count.
    """
    if function is not None:
        found = re.search(rf"^func {re.escape(function)}\(.*?^}}", text, re.DOTALL | re.MULTILINE)
        if found is None:
            return NO_FUNCTION
        text = found.group()
    bare = re.sub(r"\b\d{2,}\b", "N", re.sub(r"//[^\n]*", "", text))
    return hashlib.sha256(re.sub(r"\s+", " ", bare).encode()).hexdigest()[:12]


def made_over(entries: list[Entry], wordings: list[dict[str, Any]], digest: str) -> list[Entry]:
    """Return ``entries`` as the engine changes them before it uses them. Raises Unreadable for an unknown wording."""
    for wording in wordings:
        if digest in wording["digests"]:
            return replaced(entries, wording["syscalls"])
    raise Unreadable(
        f"the function that changes it is worded anew (digest {digest}): read it, and tell it in sources.toml"
    )


def read_capabilities(text: str, behind: list[str]) -> frozenset[str]:
    """Return the names of the list that stands ``behind`` these tokens, without CAP_. Raises Unreadable without one."""
    for marker in behind:
        tokens = Tokens(tokens_of(text))
        if tokens.find(*marker.split()):
            return frozenset(name.removeprefix("CAP_") for name in strings_of(tokens))
    raise Unreadable(f"no list of capabilities stands behind {behind[0]!r}")
