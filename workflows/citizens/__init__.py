"""Who asked: caller details with their end date, references, letters."""
