"""Django's PostgreSQL backend with a pool that comes back whole after the server went away."""
