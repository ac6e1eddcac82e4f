"""Concerns that could not be settled at once, owned until they are answered."""
