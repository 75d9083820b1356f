"""What the templates of the officials' pages show, ready in words; one module per page."""

from stats.pages.frame import around, badge, freshness_words, query_of, shell

__all__ = ["around", "badge", "freshness_words", "query_of", "shell"]
