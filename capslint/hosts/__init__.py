"""Hosts by name: what is known of the machines that many people have.

`presets` reads them; the facts and their sources are in ``presets.toml``.
"""
