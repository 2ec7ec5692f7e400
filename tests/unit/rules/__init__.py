"""The shipped rule sets, and what the engine makes of them."""
