"""Links in pages: which are dead, where they stand, and how to replace them everywhere."""
