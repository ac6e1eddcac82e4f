"""The nightly proof that nobody is lost: every app's own checks, run together, kept, printed and mailed."""
