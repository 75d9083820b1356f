"""Oscar's analytics app, forked: its tables stay, its writes on every page view go."""

from oscar.apps.analytics import apps


class AnalyticsConfig(apps.AnalyticsConfig):
    """Connects no receivers: a page view must not write a hot row."""

    name = "shop.analytics"

    def ready(self):
        """Leave the receivers of the parent unconnected."""
