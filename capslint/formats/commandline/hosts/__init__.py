"""The files in which shell text stands: scripts, makefiles, workflows and others, each with its own rules around it."""
