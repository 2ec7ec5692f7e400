"""Reading what nominators submit."""
