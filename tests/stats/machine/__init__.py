"""A market whose rows change in any way that a database allows, and the clock with them."""
