"""Unit files of systemd as text: what stands where, edits of it, and their proof."""
