"""Changes of the database of statistics, in order."""
