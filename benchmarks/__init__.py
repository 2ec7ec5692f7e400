"""Measurements, each against a yardstick in the same run, because absolute figures depend on the machine."""
