"""Small files that stand for endless work, or for all memory, under limits that the operating system sets."""
