"""The vocabulary: every message, state and record that crosses a boundary, as frozen models.

Nothing here does I/O or knows Temporal or PostgreSQL, so every other package may import it.
"""
