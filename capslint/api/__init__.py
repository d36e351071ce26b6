"""All that a rule may import: the types it meets, and a few modules of what it does with them.

A rule reads a `Container`, asks the `Context`, and yields `Finding`s. It sees no offsets, YAML library or format.
What it wants to say, to ask or to change stands in the modules: `say` for words, `what_if` for changed copies, `fixes`
for changes of the file, `fix_safety` for who may make them, `grants` for what a container is granted,
`capability_items` for names in lists of capabilities, `sharing` for who else reads what is written, `broad_grants` for
grants that are broader than needed, and `admission`, `escalation`, `operations` and `seccomp_profiles` for what their
names say.
"""

from __future__ import annotations

from capslint.api.build_finding import finding
from capslint.api.rule import Context, Fixes, Group, Rule, RuleMeta
from capslint.edits import Safety, Withheld
from capslint.findings import Finding, Fix, Level, Related, Severity
from capslint.model import (
    Annotation,
    AnnotationKind,
    Answer,
    Container,
    Engine,
    Evidence,
    Fact,
    GateResult,
    Host,
    Misplaced,
    Outcome,
    PidMode,
    PidNamespace,
    Refused,
    Role,
    Seccomp,
    SeccompKind,
    Setting,
    Sureness,
    Unknown,
    User,
    Verdict,
    Via,
    Violation,
    Workload,
    as_root,
    capability_items,
    grants,
    runs_beside,
)
from capslint.model.capability_items import Item
from capslint.model.grants import Grant
from capslint.model.remedy import Remedy

__all__ = [
    "Annotation",
    "AnnotationKind",
    "Answer",
    "Container",
    "Context",
    "Engine",
    "Evidence",
    "Fact",
    "Finding",
    "Fix",
    "Fixes",
    "GateResult",
    "Grant",
    "Group",
    "Host",
    "Item",
    "Level",
    "Misplaced",
    "Outcome",
    "PidMode",
    "PidNamespace",
    "Refused",
    "Related",
    "Remedy",
    "Role",
    "Rule",
    "RuleMeta",
    "Safety",
    "Seccomp",
    "SeccompKind",
    "Setting",
    "Severity",
    "Sureness",
    "Unknown",
    "User",
    "Verdict",
    "Via",
    "Violation",
    "Withheld",
    "Workload",
    "admission",
    "as_root",
    "broad_grants",
    "capability_items",
    "escalation",
    "finding",
    "fix_safety",
    "fixes",
    "grants",
    "operations",
    "runs_beside",
    "say",
    "seccomp_profiles",
    "sharing",
    "what_if",
]
