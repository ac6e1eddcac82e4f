"""Append-only events: who did what, when."""
