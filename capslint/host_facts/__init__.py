"""What can be read of this machine, of an engine that runs, of the nodes of a cluster. Nothing is guessed."""
