"""Reviews are decided on in the queue of the market, never edited."""
