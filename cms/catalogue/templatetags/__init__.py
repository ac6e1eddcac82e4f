"""Words for the editors' screens."""
