"""Jobs: what must still happen outside the transaction."""
