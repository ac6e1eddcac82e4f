"""Changes of the database of accounts, in order."""
