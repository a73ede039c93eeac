"""From an address to a response: transport, limits, retries. Knows no HTML and no database."""
