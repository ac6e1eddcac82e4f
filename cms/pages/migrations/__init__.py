"""Changes of the database of pages, in order."""
