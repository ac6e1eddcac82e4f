"""Changes of the database of plain language, in order."""
