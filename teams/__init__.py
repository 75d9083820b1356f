"""Community teams: which communes they look after, whom they visited and what came of it."""
