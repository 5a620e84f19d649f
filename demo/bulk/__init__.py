"""Writing the past year in bulk: the same rows that the services would have left, in a few statements per chunk."""
