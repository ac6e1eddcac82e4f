"""Changes of the database of knowledge, in order."""
