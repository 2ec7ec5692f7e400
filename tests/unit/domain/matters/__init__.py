"""Tests of the rules of matters."""
