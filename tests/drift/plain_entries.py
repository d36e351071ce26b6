"""The entries of a profile for one call, said by what allows it alone where that says all.

containers/common refuses a call with one rule under ``excludes`` and allows it with another: which of the two comes
first decides (libseccomp src/db.c). What is left is which capabilities allow the call: so the data says it.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from capslint.permissions.capabilities import CapabilitySet, mask
from capslint.permissions.seccomp.rules import Action, Machine, allowed
from tests.drift.behaviour import same
from tests.drift.go_profile import Entry
from tests.generators.engine_tables import by_call


def plain(name: str, entries: list[Entry], default: Action) -> list[Entry]:
    """Return ``entries`` for the call ``name``, or fewer that let the same calls through and refuse nothing."""
    errno = default.errno or 1
    refused: list[Entry] = [{"action": "SCMP_ACT_ERRNO", **({"errnoRet": errno} if errno != 1 else {})}]
    if not any(entry.get("action") == "SCMP_ACT_ERRNO" for entry in entries) or not all(map(_on_capabilities, entries)):
        return entries or refused
    found = [{"includes": {"caps": list(caps)}} if caps else {} for caps in _allowing(name, entries, default)]
    ours, theirs = (by_call([_whole(name, entry) for entry in each], errno).get(name, ()) for each in (found, entries))
    return (found or refused) if same(name, ours, theirs, default) else entries


def _on_capabilities(entry: Entry) -> bool:
    """Return whether an entry asks for capabilities alone."""
    asked = {**entry.get("includes", {}), **entry.get("excludes", {})}
    return "args" not in entry and set(asked) <= {"caps"}


def _allowing(name: str, entries: list[Entry], default: Action) -> list[tuple[str, ...]]:
    """Return the smallest sets of capabilities that allow the call."""
    mentioned = {
        cap for entry in entries for key in ("includes", "excludes") for cap in entry.get(key, {}).get("caps", ())
    }
    rules = by_call([_whole(name, entry) for entry in entries], default.errno or 1)[name]
    found: list[tuple[str, ...]] = []
    for size in range(len(mentioned) + 1):
        for caps in combinations(sorted(mentioned), size):
            bits = mask([cap.removeprefix("CAP_") for cap in caps])
            through = allowed(rules, default, name, (), Machine(CapabilitySet(bits, bits), None))
            if through is True and not any(set(smaller) <= set(caps) for smaller in found):
                found.append(caps)
    return found


def _whole(name: str, entry: Entry) -> dict[str, Any]:
    return {"names": [name], "action": "SCMP_ACT_ALLOW", **entry}
