"""What citizens can look at and send: each view fetches, asks, acts and answers."""
