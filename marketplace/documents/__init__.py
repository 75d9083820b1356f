"""The rules of the market as versioned texts, and what the code itself says of ranking."""
