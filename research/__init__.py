"""What the literature and the public health sources say."""
