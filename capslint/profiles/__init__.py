"""Writing seccomp profiles: an engine's default plus the calls of a debugger that no capability unlocks."""

from capslint.profiles.base import Base, base_of
from capslint.profiles.delta import Extra, Left, extras, left
from capslint.profiles.render import Form, render
from capslint.profiles.schema import invalid_because

__all__ = ["Base", "Extra", "Form", "Left", "base_of", "extras", "invalid_because", "left", "render"]
