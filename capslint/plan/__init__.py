"""One plan per workload: the least grants with which everything that may be meant still works."""
