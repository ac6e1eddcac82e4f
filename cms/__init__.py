"""Facts: what the municipality says about itself."""
