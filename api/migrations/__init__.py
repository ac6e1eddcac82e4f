"""Changes of the database of the API, in order."""
