"""A small site on loopback, and crawls of it."""
