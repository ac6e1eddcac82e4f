"""Changes of the database of catalogue, in order."""
