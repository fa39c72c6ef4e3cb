"""What the body does and eats, and what to do next. Its rooms are furnished by a later release."""
