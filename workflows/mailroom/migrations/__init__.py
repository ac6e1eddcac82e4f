"""Changes of the database of mailroom, in order."""
