"""Demo data: a market that looks lived in, drawn and written by code."""
