"""Changes of the database of the nightly proof, in order."""
