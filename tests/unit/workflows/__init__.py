"""Reading what arrives, without a workflow around it."""
