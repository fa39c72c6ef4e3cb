"""The person: account, health profile, interview, consent, their own data."""
