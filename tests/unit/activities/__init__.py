"""Activities on ports of our own: what they compute, what they echo, and how they fail."""
