"""What rules are built with: changed copies to ask about, remedies that know the formats, and wording."""

from capslint.rulekit.broad import Broad, Narrowing, check_broad, narrowing, revoking
from capslint.rulekit.capability import EVERY, Item, bare_name, is_capability, item_named, items_of, meant_by
from capslint.rulekit.imagine import (
    as_root,
    has_by_default,
    may_gain_privileges,
    unprivileged,
    with_capabilities,
    with_default_seccomp,
    without_items,
)
from capslint.rulekit.lore import is_silenced, looks_outward, operation_of, silence_of
from capslint.rulekit.places import commanded_by, home, users_of
from capslint.rulekit.profiles import ALLOWING, default_of, ignored_by_containerd, profile_of
from capslint.rulekit.remedies import (
    Remedy,
    agree,
    fix,
    grant_capability,
    join,
    replace_item,
    replace_privileged_by,
    revoke,
    set_value,
    share_processes,
    use_default_seccomp,
)
from capslint.rulekit.reporting import finding
from capslint.rulekit.stray import is_checked_by_the_engine, only_adds, put_right, sharers
from capslint.rulekit.trust import reason_for, safety_of_removing, surest
from capslint.rulekit.wording import blocked_by, called, capabilities, deed, deeds, listed, verb

__all__ = [
    "ALLOWING",
    "EVERY",
    "Broad",
    "Item",
    "Narrowing",
    "Remedy",
    "agree",
    "as_root",
    "bare_name",
    "blocked_by",
    "called",
    "capabilities",
    "check_broad",
    "commanded_by",
    "deed",
    "deeds",
    "default_of",
    "finding",
    "fix",
    "grant_capability",
    "has_by_default",
    "home",
    "ignored_by_containerd",
    "is_capability",
    "is_checked_by_the_engine",
    "is_silenced",
    "item_named",
    "items_of",
    "join",
    "listed",
    "looks_outward",
    "may_gain_privileges",
    "meant_by",
    "narrowing",
    "only_adds",
    "operation_of",
    "profile_of",
    "put_right",
    "reason_for",
    "replace_item",
    "replace_privileged_by",
    "revoke",
    "revoking",
    "safety_of_removing",
    "set_value",
    "share_processes",
    "sharers",
    "silence_of",
    "surest",
    "unprivileged",
    "use_default_seccomp",
    "users_of",
    "verb",
    "with_capabilities",
    "with_default_seccomp",
    "without_items",
]
