"""A page's bytes in, a record out: no network, no database, and no exception for any bytes."""
