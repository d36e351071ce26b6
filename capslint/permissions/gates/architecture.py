"""Gate: the architecture. A program of another one than the host's is emulated, and emulators do not let it trace.

ptrace is not implemented under qemu-user, and registers cannot be read under Rosetta, whatever is granted:
docker/for-mac issues 5191 and 6921, scottyhardy/docker-wine issue 109, benfred/py-spy issue 530, pwndbg/pwndbg issue
2190. What reads /proc or a socket is not asked. x86-64 kernels run 32-bit programs themselves, arm64 ones where the
processor can.
"""

from __future__ import annotations

from capslint.model.container import Container
from capslint.model.host import Host
from capslint.model.operation import Access, Mode, Plain
from capslint.model.setting import Unknown
from capslint.model.verdict import GateResult
from capslint.permissions.certainty import Certain, Unsure, negated
from capslint.permissions.gates.question import Question, result

GATE = "architecture"
HOSTS = "the host's architecture"
_ALIASES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm", "armel": "arm", "i386": "386"}
"""github.com/containerd/platforms database.go (normalizeArch)."""


def judge(question: Question) -> GateResult | None:
    """Return whether a program of the debugger's platform can trace on this host; nothing if it names none."""
    traces = question.demand is Plain.TRACEME or (
        isinstance(question.demand, Access) and question.demand.mode is Mode.ATTACH
    )
    if not traces or question.emulated is False:
        return None
    emulated = question.emulated
    why = "The container is for another architecture than the host's, and an emulated program cannot trace"
    if isinstance(emulated, Unsure):
        why = f"Whether the container is emulated, and then cannot trace, depends on {emulated.fact}"
    return result(GATE, negated(emulated), why, ("an image of the host's architecture",))


def is_emulated(container: Container | None, host: Host) -> Certain:
    """Return whether what runs in ``container`` (None: the host itself) is for another architecture than ``host``'s."""
    platform = container.platform.value if container is not None and container.platform is not None else None
    if isinstance(platform, Unknown):
        return Unsure(platform.why)
    asked = architecture_of(platform or "")
    if asked is None or asked == host.arch:
        return False
    match host.arch, asked:
        case None, _:
            return Unsure(HOSTS)
        case "amd64", "386":
            return False
        case "arm64", "arm":
            return Unsure("whether the processor runs 32-bit programs")
        case _:
            return True


def architecture_of(platform: str) -> str | None:
    """Return the architecture that a platform names, in Go's words: of ``linux/arm64/v8`` arm64; None if it names none.

    Source: github.com/containerd/platforms platforms.go (Parse): a word alone is a system or an architecture.
    """
    system, slash, rest = platform.lower().partition("/")
    word = rest.partition("/")[0] if slash else system
    if not slash and word in ("linux", "windows", "darwin", "freebsd", ""):
        return None
    return _ALIASES.get(word, word) or None
