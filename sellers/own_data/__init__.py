"""Everything the market keeps about a seller, as a file for its owner."""
