"""Changes of the database of audit, in order."""
