"""The menu of the dashboard, without pages that are closed."""

from oscar.apps.dashboard import nav as core

from shop.dashboard import pages

__all__ = ["may_open"]


def may_open(user, url_name, url_args=None, url_kwargs=None) -> bool:
    """Say whether a person may open an entry of the menu; headings have no address."""
    if url_name is not None and not pages.is_open(url_name):
        return False
    return core.default_access_fn(user, url_name, url_args, url_kwargs)
