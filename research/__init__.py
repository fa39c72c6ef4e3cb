"""What the literature and the public health sources say. Its rooms are furnished by a later release."""
