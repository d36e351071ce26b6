"""Words of a security context that the API server does not take where it has a closed list.

Source: k8s.io/api ``core/v1/types.go``; Kubernetes ``pkg/apis/core/validation`` (validateSeccompProfileType,
ValidateAppArmorProfileField, ValidateProcMountType, ValidateAppArmorProfileFormat): exact words, and an empty one is
as none.
"""

from __future__ import annotations

from capslint.formats.kubernetes import fields
from capslint.formats.kubernetes.security.annotations import APPARMOR_OF_CONTAINER
from capslint.formats.kubernetes.security.security_context import Contexts, given, is_apparmor_name
from capslint.formats.reading.scalars import scalar_text
from capslint.formats.reading.view import View
from capslint.model import Refused, Setting

_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_NAMES = ("runtime/default", "unconfined", "localhost/PROFILE")
_PROC_MOUNTS = ("Default", "Unmasked")
_LOOSEST: dict[tuple[str, str | None], str] = {
    ("seccompProfile.type", "Unconfined"): "seccomp=unconfined",
    ("appArmorProfile.type", "Unconfined"): "apparmor=unconfined",
    ("procMount", "Unmasked"): "systempaths=unconfined",
}
"""Words with which nothing is taken away that nobody has had taken away until now, and the grants that they are."""
_OF_ANNOTATIONS = {"dockerdefault": "RuntimeDefault"}
"""What annotations called it, without signs between the letters."""
_TYPE = {"seccompProfile": fields.SECCOMP_PROFILE, "appArmorProfile": fields.APPARMOR_PROFILE}


def read_refused(contexts: Contexts, name: str) -> tuple[Setting[Refused], ...]:
    """Return each word that is not taken, of what counts for the container ``name``."""
    found: list[Setting[Refused] | None] = []
    for field, names in _TYPE.items():
        profile = given(contexts, field)
        if profile is not None:
            found.append(_refused(profile.tree.select(profile, names).get("type"), f"{field}.type", _PROFILES))
    found.append(_refused(contexts.own.get("procMount"), "procMount", _PROC_MOUNTS))
    found.append(_refused_annotation(contexts.annotation, name))
    return tuple(refused for refused in found if refused is not None)


def _bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalpha())


def _meant(written: str, taken: tuple[str, ...]) -> str | None:
    bare = _bare(written)
    if _OF_ANNOTATIONS.get(bare) in taken:
        return _OF_ANNOTATIONS[bare]
    return next((word for word in taken if _bare(word) == bare), None)


def _advice(written: str, taken: tuple[str, ...]) -> str | None:
    profile = written.partition("localhost/")[2]
    if profile and "Localhost" in taken:
        return f"Write Localhost as the type, and localhostProfile: {profile} beside it."
    return None


def _refused_annotation(view: View | None, name: str) -> Setting[Refused] | None:
    word = scalar_text(view)
    if view is None or not word or is_apparmor_name(word) or "{{" in word:
        return None
    return Setting(Refused(f"the annotation {APPARMOR_OF_CONTAINER}{name}", word, _NAMES), view.place(), view.via)


def _refused(view: View | None, field: str, taken: tuple[str, ...]) -> Setting[Refused] | None:
    word = scalar_text(view)
    if view is None or not word or word in taken or "{{" in word:
        return None
    meant = _meant(word, taken)
    refused = Refused(field, word, taken, meant, _LOOSEST.get((field, meant)), _advice(word, taken))
    return Setting(refused, view.place(), view.via)
