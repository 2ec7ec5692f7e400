"""Side effects, as Temporal activities. They know the ports they need, never a driver."""
