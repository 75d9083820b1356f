"""Wiring of the marketplace: settings, URLs, Celery, health. No business rules."""

from marketplace.celery import app as celery_app

__all__ = ["celery_app"]
