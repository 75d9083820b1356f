"""What pages tell machines. A page without one of these heads is not indexed."""

from django import template

from discovery import heads

register = template.Library()
_HEAD = "head/head.html"


@register.inclusion_tag(_HEAD)
def page_head(path, title, description=""):
    """Write the head of a page with a fixed text."""
    return {"head": heads.page_head(path, title, description)}


@register.inclusion_tag(_HEAD)
def home_head(title, description):
    """Write the head of the front page."""
    return {"head": heads.home_head(title, description)}


@register.inclusion_tag(_HEAD)
def product_head(page, path, feedback=None):
    """Write the head of the page of one product."""
    return {"head": heads.product_head(page, path, feedback)}


@register.inclusion_tag(_HEAD, takes_context=True)
def list_head(context, page, heading):
    """Write the head of a list of goods."""
    request = context["request"]
    is_search = request.resolver_match.view_name == "search:search"
    crumbs = context["crumbs"]
    return {
        "head": heads.list_head(page, heading, request.path, crumbs=crumbs, is_search=is_search)
    }


@register.inclusion_tag(_HEAD)
def commune_head(page):
    """Write the head of the page of one commune."""
    return {"head": heads.commune_head(page)}


@register.inclusion_tag(_HEAD)
def market_head(page):
    """Write the head of the page of one market."""
    return {"head": heads.market_head(page)}


@register.inclusion_tag(_HEAD)
def storefront_head(page):
    """Write the head of the page of one seller."""
    return {"head": heads.storefront_head(page)}
