"""Filters on users, codes and role grants."""

from datetime import datetime
from typing import Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from common.phones import InvalidPhone, parse_phone


class UserManager(BaseUserManager):
    """Create users by phone number."""

    use_in_migrations = True

    def create_user(self, phone, password=None, **fields):
        """Create an ordinary user; without a password only a code signs in."""
        user = self.model(phone=parse_phone(phone), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, phone, password=None, **fields):
        """Create a user who may do everything in the Django admin."""
        fields = {"is_staff": True, "is_superuser": True, **fields}
        return self.create_user(phone, password, **fields)

    def get_by_natural_key(self, phone):
        """Find a user by phone, written in any usual way."""
        try:
            return self.get(phone=parse_phone(phone))
        except InvalidPhone as error:
            raise self.model.DoesNotExist from error


class OneTimeCodeQuerySet(models.QuerySet):
    """Filters on one-time codes."""

    def sent_to(self, phone: str) -> Self:
        """Keep codes asked for one number."""
        return self.filter(phone=phone)

    def usable(self, at: datetime) -> Self:
        """Keep codes neither used nor expired."""
        return self.filter(used_at__isnull=True, expires_at__gt=at)


class RoleGrantQuerySet(models.QuerySet):
    """Filters on role grants."""

    def active(self, at: datetime | None = None) -> Self:
        """Keep grants in force now or at the given moment."""
        at = at or timezone.now()
        return self.filter(granted_at__lte=at).filter(Q(until__isnull=True) | Q(until__gt=at))

    def of_role(self, *roles: str) -> Self:
        """Keep grants of any of the roles."""
        return self.filter(role__in=roles)


class PhoneChangeQuerySet(models.QuerySet):
    """Filters on changes of phones."""

    def waiting(self) -> Self:
        """Keep changes neither done nor stopped."""
        return self.filter(done_at=None, stopped_at=None)
