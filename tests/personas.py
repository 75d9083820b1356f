"""The people of the journeys, each acting through pages only."""

import re

from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, User
from common.phones import parse_phone
from jobs import outbox
from tests import messages
from tests.operators import begin


class Person:
    """Somebody with a phone and a browser."""

    def __init__(self, phone: str, name: str) -> None:
        self.phone, self.name = phone, name
        self.browser = Client()

    def get(self, path: str):
        """Open a page that must answer."""
        response = self.browser.get(path, follow=True)
        assert response.status_code == 200, (path, response.status_code)
        return response

    def post(self, path: str, answers: dict, **extra):
        """Send a form and follow where it leads."""
        return self.browser.post(path, answers, follow=True, **extra)

    def sign_in(self) -> None:
        """Register or sign in with the code that arrives by message."""
        self.post("/tai-khoan/dang-nhap/", {"phone": self.phone})
        outbox.drain()
        code = re.search(r"\b(\d{6})\b", messages.last_to(parse_phone(self.phone)))[1]
        self.post("/tai-khoan/ma-xac-nhan/", {"code": code})
        self.post("/tai-khoan/ho-ten/", {"full_name": self.name})
        assert "_auth_user_id" in self.browser.session

    @property
    def user(self) -> User:
        """Return the account of this person."""
        return User.objects.get(phone=parse_phone(self.phone))

    def hold(self, role: str, **place) -> None:
        """Be given a role."""
        self.user.role_grants.create(role=role, granted_at=timezone.now(), **place)
        if role == RoleGrant.Role.OPERATOR:
            begin(self.browser, self.user)
