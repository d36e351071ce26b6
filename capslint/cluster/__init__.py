"""A running cluster: its nodes and namespaces, and its pods and workloads as texts. Nothing in it is changed."""
