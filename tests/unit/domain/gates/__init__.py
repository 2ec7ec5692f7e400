"""Tests of the gates and of how a stage is gone through."""
