"""What an X-ray shows. Its rooms are furnished by a later release."""
