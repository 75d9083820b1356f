"""What each figure means."""

from django.views.generic import TemplateView

from stats import pages
from stats.definitions import REGISTRY
from stats.definitions.listing import sections
from stats.views.base import OfficialMixin


class DefinitionsView(OfficialMixin, TemplateView):
    """All definitions, with the versions before them."""

    template_name = "stats/definitions.html"

    def get_context_data(self, **kwargs):
        """Add the definitions by group."""
        return super().get_context_data(
            **pages.shell("definitions", self.scope), sections=sections(REGISTRY), **kwargs
        )
