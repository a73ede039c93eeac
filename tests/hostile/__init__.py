"""A loopback server that misbehaves on purpose, and the table of what it does."""
