"""Who a call is made for: a citizen by an access token, or a guest by the secret of a thing."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts import programs
from accounts.models import ProgramAccess
from api.problems import ProblemError

Right = ProgramAccess.Right
_UNKNOWN = "Khóa đăng nhập không đúng, đã hết 15 phút hoặc đã bị thoát. Gọi sign-in/refresh."
_NO_RIGHT = "Người mua chưa cho ứng dụng làm việc này. Đăng nhập lại với scopes có {right}."


class CitizenToken(HttpBearer):
    """The access token of a program that acts for a citizen, in ``Authorization: Bearer``."""

    def __init__(self, right: str = "") -> None:
        self.right = right
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> ProgramAccess:
        """Return the access. Raises ``ProblemError`` for a wrong token or a missing right."""
        access = programs.access_of(token.strip())
        if access is None:
            raise ProblemError(401, _UNKNOWN)
        if self.right and self.right not in access.rights:
            raise ProblemError(403, _NO_RIGHT.format(right=self.right))
        return access


def user_of(request: HttpRequest):
    """Return the citizen for whom a call is made; None for a guest."""
    auth = getattr(request, "auth", None)
    return auth.user if isinstance(auth, ProgramAccess) else None
