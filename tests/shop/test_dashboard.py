"""Oscar's order dashboard shows nothing to anybody but staff."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from shop.dashboard.orders.views import queryset_orders_for_user
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner_user(order):
    """A seller who was given Oscar's partner permission by mistake."""
    user = make_user()
    part = order.seller_orders.first()
    part.partner.users.add(user)
    codes = ["dashboard_access", "view_order", "change_order"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    return user


@pytest.mark.parametrize(
    ("name", "takes_number"),
    [("order-list", False), ("order-stats", False), ("order-detail", True)],
)
def test_hides_orders_from_a_seller_with_partner_permissions(
    client, order, partner_user, name, takes_number
):
    client.force_login(partner_user)
    url = reverse(f"dashboard:{name}", args=[order.number] if takes_number else [])

    answer = client.get(url)

    assert answer.status_code in (302, 403, 404)
    assert not queryset_orders_for_user(partner_user).exists()


def test_shows_orders_to_staff(client, order):
    client.force_login(make_user(is_staff=True, is_superuser=True))

    answer = client.get(reverse("dashboard:order-detail", args=[order.number]))

    assert answer.status_code == 200
    assert order.number in answer.content.decode()
