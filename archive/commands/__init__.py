"""The commands of `archive`, by what they are for."""
