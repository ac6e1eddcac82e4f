"""Bringing services in and out."""
