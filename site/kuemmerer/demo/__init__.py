"""The demo town: Lindenfurt and its partners, as data and as two weeks of life."""
