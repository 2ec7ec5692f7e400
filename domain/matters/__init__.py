"""Matters: what people act on besides nominations. One file a kind, one line in the registry."""
