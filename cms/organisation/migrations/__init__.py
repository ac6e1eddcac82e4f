"""Changes of the database of organisation, in order."""
