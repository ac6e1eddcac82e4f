"""The Django project: settings, addresses, commands that span everything."""
