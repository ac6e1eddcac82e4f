"""Promises and deadlines: sums of service hours, with reasons."""
