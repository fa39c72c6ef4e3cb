"""A person's own data: who has read it, all of it to take away, and its deletion."""
