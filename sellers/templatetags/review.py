"""The row of links at the top of the pages below ``/duyet/``."""

from django import template

from sellers import review_nav as nav

register = template.Library()


@register.inclusion_tag("sellers/review_nav.html", takes_context=True)
def review_nav(context) -> dict:
    """Show the pages that the user may open, with what waits on each."""
    request = context["request"]
    return {"tabs": nav.tabs(user=request.user, path=request.path)}
