"""The gates: what must happen in a stage, one file each, listed in `registry`."""
