"""What the documents say, as far as it can be checked against the code."""
