"""Reports for programs: a module for each output format."""
