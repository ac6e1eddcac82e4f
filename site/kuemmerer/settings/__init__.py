"""Settings: base decides, environment reads, dev, test and production change a handful of lines."""
