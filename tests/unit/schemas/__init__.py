"""The vocabulary: what a model takes, what it refuses, and that it survives the way between processes."""
