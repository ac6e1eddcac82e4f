"""English, as it is spoken in this house."""
