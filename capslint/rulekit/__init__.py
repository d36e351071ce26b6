"""What rules are built with: changed copies to ask about, remedies that know the formats, and wording."""

from capslint.rulekit.capability import EVERY, Item, bare_name, is_capability, items_of, meant_by
from capslint.rulekit.imagine import (
    as_root,
    unprivileged,
    with_capabilities,
    with_default_seccomp,
    without_items,
)
from capslint.rulekit.places import commanded_by, home, users_of
from capslint.rulekit.remedies import (
    Remedy,
    agree,
    fix,
    grant_capability,
    join,
    replace_privileged_by,
    revoke,
    set_value,
    use_default_seccomp,
)
from capslint.rulekit.reporting import finding
from capslint.rulekit.trust import reason_for, safety_of_removing, surest
from capslint.rulekit.wording import blocked_by, called, capabilities, deed, deeds, listed, verb

__all__ = [
    "EVERY",
    "Item",
    "Remedy",
    "agree",
    "as_root",
    "bare_name",
    "blocked_by",
    "called",
    "capabilities",
    "commanded_by",
    "deed",
    "deeds",
    "finding",
    "fix",
    "grant_capability",
    "home",
    "is_capability",
    "items_of",
    "join",
    "listed",
    "meant_by",
    "reason_for",
    "replace_privileged_by",
    "revoke",
    "safety_of_removing",
    "set_value",
    "surest",
    "unprivileged",
    "use_default_seccomp",
    "users_of",
    "verb",
    "with_capabilities",
    "with_default_seccomp",
    "without_items",
]
