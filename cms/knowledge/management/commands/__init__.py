"""`rebuild_index` writes the index anew."""
