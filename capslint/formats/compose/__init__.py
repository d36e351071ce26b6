"""Compose files: reading the services of a project."""
