"""Writing seccomp profiles: an engine's default plus the calls of a debugger that no capability unlocks."""

from capslint.profile_writer.base import Base, base_of
from capslint.profile_writer.delta import Extra, Left, extras, left
from capslint.profile_writer.render import Form, render
from capslint.profile_writer.schema import invalid_because

__all__ = ["Base", "Extra", "Form", "Left", "base_of", "extras", "invalid_because", "left", "render"]
