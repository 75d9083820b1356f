"""Who did what in office: one trail, written with the act, sealed in a chain, never edited."""
