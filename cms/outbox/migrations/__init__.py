"""Changes of the database of outbox, in order."""
