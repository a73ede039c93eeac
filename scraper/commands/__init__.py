"""The commands of `scraper`, by what they are for."""
