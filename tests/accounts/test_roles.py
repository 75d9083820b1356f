"""Roles: who holds what, where, until when; and the gates of views."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import View

from accounts import services
from accounts.models import RoleGrant, User
from accounts.queries import account_links
from accounts.roles import (
    RoleRequiredMixin,
    has_role,
    official_scope,
    roles_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    """Return a user without any role."""
    return User.objects.create_user("0912345678", full_name="Hoàng Thị Lan")


def grant(user, role, **more):
    return services.grant_role(phone=user.phone, role=role, **more)


class Gated(RoleRequiredMixin, View):
    """A page of a role."""

    def get(self, request):
        return HttpResponse("in")


def test_role_counts_from_its_grant_until_it_ends(lan):
    before = has_role(lan, "helper")
    given = grant(lan, "helper")
    during = has_role(lan, "helper")
    services.end_role(grant=given)

    assert (before, during, has_role(lan, "helper")) == (False, True, False)
    assert RoleGrant.objects.count() == 1


def test_role_past_its_end_does_not_count(lan):
    grant(lan, "helper", until=timezone.now() - timedelta(seconds=1))

    assert not has_role(lan, "helper")


def test_same_role_given_twice_is_renewed_not_doubled(lan):
    grant(lan, "helper")
    until = timezone.now() + timedelta(days=90)

    grant(lan, "helper", until=until)

    assert RoleGrant.objects.get().until == until


def test_visitor_and_closed_account_hold_no_role(lan):
    grant(lan, "helper")
    lan.is_active = False
    lan.save()

    assert roles_of(AnonymousUser()) == frozenset()
    assert roles_of(lan) == frozenset()
    assert official_scope(AnonymousUser()) is None


def test_superuser_is_an_operator_and_nothing_else():
    root = User.objects.create_superuser("0912345678", "mat-khau-dai")

    assert roles_of(root) == {"operator"}
    assert official_scope(root) is None


def test_official_of_two_communes_sees_both_and_no_third(lan):
    grant(lan, "commune_official", commune_code="05443")
    grant(lan, "commune_official", commune_code="05488")

    scope = official_scope(lan)

    assert not scope.is_province
    assert scope.commune_codes == {"05443", "05488"}
    assert scope.covers(commune_code="05443", province_code="19")
    assert not scope.covers(commune_code="05500", province_code="19")


def test_province_official_sees_the_whole_province_only(lan):
    grant(lan, "province_official", province_code="19")

    scope = official_scope(lan)

    assert scope.is_province
    assert scope.covers(commune_code="05500", province_code="19")
    assert not scope.covers(commune_code="00001", province_code="01")


def test_shopper_has_no_scope(lan):
    assert official_scope(lan) is None


@pytest.mark.parametrize("role", ["commune_official", "province_official"])
def test_official_without_a_place_is_refused_by_service_and_database(lan, role):
    with pytest.raises(services.RoleNeedsPlace, match="ví dụ"):
        grant(lan, role)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=lan, role=role)


def test_a_page_of_a_role_refuses_everybody_when_the_gate_is_missing(rf, lan):
    grant(lan, "helper")
    request = rf.get("/ho-tro/")
    request.user = lan

    with pytest.raises(PermissionDenied):
        Gated.as_view()(request)
    request.is_let_through = True

    assert Gated.as_view()(request).content == b"in"


def test_home_offers_only_the_pages_of_the_roles(lan):
    before = [link.path for link in account_links(user=lan)]
    grant(lan, "commune_official", commune_code="05443")

    after = [link.path for link in account_links(user=lan)]

    assert "/thong-ke/" not in before
    assert "/thong-ke/" in after
    assert "/quan-tri/" not in after


def test_command_gives_a_role_to_a_phone_that_is_new():
    printed = io.StringIO()

    call_command(
        "grant_role",
        "0987 654 321",
        "commune_official",
        "--commune",
        "05443",
        stdout=printed,
    )

    user = User.objects.get(phone="+84987654321")
    assert official_scope(user).commune_codes == {"05443"}
    assert not user.is_staff
    assert not user.has_usable_password()
    assert "0987 654 321" in printed.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        ["0987", "helper"],
        ["0987654321", "commune_official"],
        ["0987654321", "commune_official", "--commune", "443"],
        ["0987654321", "king"],
    ],
    ids=["phone", "no place", "short code", "unknown role"],
)
def test_command_refuses_nonsense_and_stores_nothing(arguments):
    with pytest.raises(CommandError):
        call_command("grant_role", *arguments)

    assert not User.objects.exists()
