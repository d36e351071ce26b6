"""Whether a debugger's operation works in a container on a host, gate by gate, and the least that makes it work."""

from capslint.permissions.hosts import assumed
from capslint.permissions.judge import judge
from capslint.permissions.least import least_capabilities
from capslint.permissions.picture import Picture, picture
from capslint.permissions.scenes import scene_for

__all__ = ["Picture", "assumed", "judge", "least_capabilities", "picture", "scene_for"]
