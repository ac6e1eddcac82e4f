"""Changes of the database of citizens, in order."""
