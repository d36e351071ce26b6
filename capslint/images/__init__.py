"""What the name of an image tells."""
