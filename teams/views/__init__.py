"""Pages of teams: for members on a phone, and for officials."""
