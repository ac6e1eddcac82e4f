"""Figures of the service centre: rows that say what happened and never with whom."""
