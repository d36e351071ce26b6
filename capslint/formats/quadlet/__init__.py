"""Quadlet: container units of systemd that Podman runs."""
