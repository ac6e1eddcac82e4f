"""`work` runs jobs, `jobs` shows them."""
