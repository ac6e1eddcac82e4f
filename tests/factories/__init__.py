"""Valid rows with the least in them; what matters is written in the test."""
