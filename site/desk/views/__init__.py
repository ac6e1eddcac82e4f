"""One module per group of staff screens."""
