"""What every format reads with: views of nodes, scalars, word spans, and files beside the one that is read."""
