"""Changes of the database of cases, in order."""
