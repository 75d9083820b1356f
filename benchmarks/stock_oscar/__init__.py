"""django-oscar as it comes: no fork, no own page. The baseline of ``orders_per_minute.py``."""
