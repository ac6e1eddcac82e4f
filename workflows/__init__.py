"""Processes: what happens over time."""
