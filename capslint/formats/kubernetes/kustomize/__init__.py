"""Kustomizations: what they make of the manifests that they list, each value where it was written."""
