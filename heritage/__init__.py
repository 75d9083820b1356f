"""Heritage sites: what they are, from where that is known, and who sells nearby."""
