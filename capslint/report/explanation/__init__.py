"""What ``capslint explain`` prints: one module for each output format."""
