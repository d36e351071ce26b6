"""Runs over what runs in a cluster."""
