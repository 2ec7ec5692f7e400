"""Deterministic orchestration: the business story, told with activities. No I/O, no clock but Temporal's."""
