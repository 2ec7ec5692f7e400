"""The command line as processes, against the embedded stack."""
