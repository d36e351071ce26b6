"""One module for each gate that the kernel puts between a debugger and its target, each with its source."""
