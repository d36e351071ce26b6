"""Runs for hosts that are read, not named."""
