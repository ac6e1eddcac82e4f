"""Search: the right service in the words people use."""
