"""The public API for programs: ``/api/v1/``."""
