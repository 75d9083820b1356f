"""What search takes on 100,000 products, and stock Oscar's beside it. Started by ``search.py``."""
