"""The machines' face: JSON over HTTP."""
