"""Home and editorial pages of a town hall."""
