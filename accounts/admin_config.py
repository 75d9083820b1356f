"""Which site Django's admin is; read before any model can be."""

from django.contrib.admin.apps import AdminConfig


class RecordedAdminConfig(AdminConfig):
    """Django's admin app with the recording site as its default."""

    default_site = "accounts.admin_site.RecordedAdminSite"
