"""Seccomp filters: what a profile says, which one is in force, and whether it lets a call through."""
