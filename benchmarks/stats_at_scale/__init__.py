"""Officials' pages, upkeep and rebuild of the statistics over millions of order lines."""
