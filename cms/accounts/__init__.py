"""People and the groups that open their screens."""
