"""Kubernetes manifests: reading the pods that objects make."""
