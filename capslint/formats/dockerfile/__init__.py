"""Dockerfiles: the image that a container is built from."""
