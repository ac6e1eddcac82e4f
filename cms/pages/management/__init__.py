"""Commands around the pages of a town hall."""
