"""Odd files, made from plain ones by chance, and what has to hold of whatever comes of them."""
