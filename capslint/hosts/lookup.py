"""Hosts by their names."""

from __future__ import annotations

from capslint.hosts.preset import Preset
from capslint.hosts.preset_data import PRESETS
from capslint.model.host import Host

DEFAULT = Preset("default", "what is assumed where nobody tells of the host", "", "", Host())
"""What stands for every host of which nobody tells anything: the permission model assumes what usual ones have."""

HOSTS = {preset.name: preset for preset in (DEFAULT, *PRESETS)}
"""All that have a name."""
