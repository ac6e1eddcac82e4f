"""Who the municipality is: partners, departments, offices, hours, responsibilities."""
