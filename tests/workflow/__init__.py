"""Every path of the workflow, on real servers, with time skipping."""
