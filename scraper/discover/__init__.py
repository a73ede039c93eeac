"""Where pages are found: links, sitemaps, feeds; and which of them belong to a site."""
