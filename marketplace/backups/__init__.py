"""One folder that holds all of the market: database, photos, and what must be in them."""
