"""Everything of the shop is for reading in Django's admin.

Its forms save whole rows: a price, a stock or a state typed there would pass by the guarded
updates, the stock movements and the ledger. Oscar's apps register theirs before this module
is found, so that the ones of payment methods and the like to come are closed as well.
"""

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied

#: Apps whose rows belong to goods, orders and money. Deleting a country would take the
#: addresses of orders with it; a product its stock; a site the orders' site.
CLOSED_APPS = frozenset(
    {"address", "analytics", "basket", "catalogue", "communication", "customer", "offer",
     "order", "partner", "payment", "reviews", "shipping", "sites", "voucher", "wishlists"}
)  # fmt: skip


class ReadOnlyMixin:
    """Shows rows to those who may see them, and changes none, for nobody."""

    def changelist_view(self, request, *args, **kwargs):
        """Show the list; it has no action to run. Raises ``PermissionDenied``."""
        if request.method == "POST":
            raise PermissionDenied
        return super().changelist_view(request, *args, **kwargs)

    def has_add_permission(self, request, *args):
        """Add nothing."""
        return False

    def has_change_permission(self, request, obj=None):
        """Change nothing."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Delete nothing."""
        return False


def close(model) -> None:
    """Register the model's admin again, for reading."""
    theirs = type(admin.site.get_model_admin(model))
    admin.site.unregister(model)
    admin.site.register(model, type(f"ReadOnly{theirs.__name__}", (ReadOnlyMixin, theirs), {}))


for _model in apps.get_models():
    if _model._meta.app_label in CLOSED_APPS and admin.site.is_registered(_model):
        close(_model)
