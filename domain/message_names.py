"""Names of messages as they may enter the record."""


def printable(name: str) -> str:
    """Return a message name as it may enter the record: short, of characters that every store takes."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in name[:80]) or "?"
