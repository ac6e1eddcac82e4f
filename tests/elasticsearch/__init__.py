"""A real search engine for the tests that need one: fetched once, started when it is asked for, ended with them."""
