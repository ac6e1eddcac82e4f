"""One module per group of public pages."""
