"""Facts in bulk, made by scripts and loaded only when they are asked for."""
