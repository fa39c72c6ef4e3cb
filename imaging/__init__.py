"""What an X-ray shows."""
