"""A run over many files: settings, inputs, workers, and what is joined from all of them."""
