"""The rules, as tables and as properties; no server and no clock."""
