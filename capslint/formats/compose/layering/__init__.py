"""The files and layers of a Compose project: variables, overrides, extends and includes laid over each other."""
