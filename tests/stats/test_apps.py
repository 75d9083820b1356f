"""The triggers around migrations."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models.signals import post_migrate, pre_migrate

from shop.order.models import SellerOrder
from stats import proof, triggers
from stats.models import SalesDay
from tests.factories import make_seller
from tests.stats.builders import make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db(transaction=True)


def test_watched_column_can_change_and_what_happened_meanwhile_is_counted():
    stats = apps.get_app_config("stats")
    partner = make_seller("Hộ ông Trà", "05503").partner
    settle()
    old = SellerOrder._meta.get_field("goods_vnd")
    new = models.DecimalField(max_digits=13, decimal_places=0)
    new.set_attributes_from_name("goods_vnd")

    words = {"app_config": stats, "verbosity": 0, "interactive": False, "apps": apps}
    pre_migrate.send(sender=stats, using="default", plan=["a step"], **words)
    assert triggers.missing(connection)
    with connection.schema_editor() as editor:
        editor.alter_field(SellerOrder, old, new)
        editor.alter_field(SellerOrder, new, old)
    make_seller_order(partner)
    post_migrate.send(sender=stats, using="default", **words)

    assert triggers.missing(connection) == []
    settle()
    assert SalesDay.objects.exists()
    assert proof.check_stats().ok


def test_migrate_without_steps_leaves_the_triggers_alone():
    pre_migrate.send(sender=apps.get_app_config("stats"), using="default", plan=[])

    assert triggers.missing(connection) == []
