"""The record: every statement and constraint, on a real PostgreSQL."""
