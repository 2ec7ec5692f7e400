"""Recorded histories replay on the current code."""
