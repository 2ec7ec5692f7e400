"""The production shape: what of it can be checked without a container engine."""
