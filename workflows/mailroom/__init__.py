"""Mail that comes in: replies, letters that came back, and what a person has to look at."""
