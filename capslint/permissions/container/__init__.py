"""What a container's processes are given: capabilities, ids, labels and confinement."""
