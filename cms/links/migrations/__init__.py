"""Changes of the database of links, in order."""
