"""Helpers of the community teams: asking a household, its consent, working for it, the trail."""
