"""Plain language: how readable a German text is, and which officialese has kinder words."""
