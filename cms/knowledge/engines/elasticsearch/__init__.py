"""Elasticsearch beside the database, for those who outgrow one machine: imported only where an address is set."""
