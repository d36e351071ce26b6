"""One vocabulary for every format and every judgement."""

from capslint.model.container import (
    Annotation,
    Build,
    CommandLine,
    Container,
    Misplaced,
    NotAString,
    PidMode,
    PidNamespace,
    Platform,
    Refused,
    Role,
    Seccomp,
    SeccompKind,
    User,
    Word,
    Workload,
)
from capslint.model.evidence import Evidence, Reason, Sureness
from capslint.model.host import AppArmorProfile, Engine, Host, Lsm, PodSecurity, Version
from capslint.model.operation import Operation
from capslint.model.scene import Process, Scene, Start
from capslint.model.setting import Place, Setting, Unknown, Via
from capslint.model.verdict import Answer, GateResult, Outcome, Verdict

__all__ = [
    "Annotation",
    "Answer",
    "AppArmorProfile",
    "Build",
    "CommandLine",
    "Container",
    "Engine",
    "Evidence",
    "GateResult",
    "Host",
    "Lsm",
    "Misplaced",
    "NotAString",
    "Operation",
    "Outcome",
    "PidMode",
    "PidNamespace",
    "Place",
    "Platform",
    "PodSecurity",
    "Process",
    "Reason",
    "Refused",
    "Role",
    "Scene",
    "Seccomp",
    "SeccompKind",
    "Setting",
    "Start",
    "Sureness",
    "Unknown",
    "User",
    "Verdict",
    "Version",
    "Via",
    "Word",
    "Workload",
]
