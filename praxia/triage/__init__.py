"""The one judge of urgency: a pure engine and its knowledge as reviewed YAML."""
