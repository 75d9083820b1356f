"""What households and helpers read on their phones."""

from django.conf import settings

from accounts.models import User
from common.dates import format_date
from common.phones import format_phone
from jobs.messages import send_message
from sellers.helping import stop_links
from sellers.helping.posts import called
from sellers.models import HelperGrant, Membership, Seller

PAGE = "/ban-hang/nguoi-giup/"


def asking_text(helper: User, team: str) -> str:
    """Return the message that asks a household: who, for what, and how to stop; has {code}."""
    return (
        f"{called(helper, team)} xin làm giúp gian hàng của bà con trong {settings.HELP_DAYS} "
        "ngày: đăng món, sửa giá, nhận đơn. Không xem được tài khoản ngân hàng, không lấy được "
        "tiền, không đổi được số điện thoại. Đồng ý thì đọc mã {code} cho người đó. "
        f"Không đồng ý thì đừng đọc. {_stop()}"
    )


def owner_of(seller: Seller) -> User | None:
    """Return the person whose own phone speaks for the household. 1 query."""
    owners = seller.memberships.filter(role=Membership.Role.OWNER, user__is_active=True)
    found = owners.select_related("user").first()
    return found.user if found else None


def tell_started(grant: HelperGrant) -> None:
    """Tell the household, once, that somebody now works for it. One SMS without tone marks."""
    until = format_date(grant.expires_at)
    text = (
        f"{called(grant.helper, '')} làm giúp gian hàng của bà con đến {until}. "
        f"Dừng: {stop_links.url_of(grant)}"
    )
    _tell(owner_of(grant.seller), "help-started", text, f"help-started:{grant.pk}")


def tell_ended(grant: HelperGrant, *, by: User | None) -> None:
    """Tell the other side that the help has ended."""
    name = grant.seller.partner.name
    if by and by.pk == grant.helper_id:
        text = f"{called(grant.helper, grant.team)} đã thôi làm giúp gian hàng {name}."
        _tell(owner_of(grant.seller), "help-ended", text, f"help-ended:{grant.pk}")
    else:
        text = f"{name} không cần làm giúp nữa. Cảm ơn anh chị đã giúp bà con."
        _tell(grant.helper, "help-ended", text, f"help-ended:{grant.pk}")


def tell_appointed(user: User, *, team: str, commune: str, key: str) -> None:
    """Tell a new helper where to begin."""
    text = (
        f"Anh chị được giao giúp bà con bán hàng ở {commune}{f' ({team})' if team else ''}. "
        f"Đăng nhập bằng số này rồi mở {settings.SITE_URL}/ho-tro/"
    )
    _tell(user, "help-appointed", text, key)


def _stop() -> str:
    phone = format_phone(settings.OPERATOR["phone"])
    return f"Muốn dừng: mở {settings.SITE_URL}{PAGE} hoặc gọi {phone}."


def _tell(user: User | None, template: str, text: str, key: str) -> None:
    if user is not None:
        send_message(to_phone=user.phone, template=template, text=text, dedupe_key=key)
