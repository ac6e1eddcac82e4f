"""What the municipality does: service pages, local pages, agent notes."""
