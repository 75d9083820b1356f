"""The operators' own pages below ``/quan-tri/``."""
