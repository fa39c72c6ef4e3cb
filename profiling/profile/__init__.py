"""What is known of a person's health: every value with where it came from, its history, and what may be done with it."""
