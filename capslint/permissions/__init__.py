"""Whether a debugger's operation works in a container on a host, gate by gate, and the least that makes it work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capslint.permissions.assumed_host import assumed
    from capslint.permissions.judge_operation import judge
    from capslint.permissions.least import least_capabilities, narrowest_capabilities, reaches
    from capslint.permissions.overview import Picture, has_in_bounding_set, picture
    from capslint.permissions.scenario import scene_for

__all__ = [
    "Picture",
    "assumed",
    "has_in_bounding_set",
    "judge",
    "least_capabilities",
    "narrowest_capabilities",
    "picture",
    "reaches",
    "scene_for",
]

_HOMES = {
    "Picture": "overview",
    "assumed": "assumed_host",
    "has_in_bounding_set": "overview",
    "judge": "judge_operation",
    "least_capabilities": "least",
    "narrowest_capabilities": "least",
    "picture": "overview",
    "reaches": "least",
    "scene_for": "scenario",
}


def __getattr__(name: str) -> object:
    # Most files show no debugger, and a check of those shall not load a judgement that is not asked for.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
