"""Commands that span everything."""
