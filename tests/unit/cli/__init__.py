"""The command line without servers: what it prints, and its exit codes."""
