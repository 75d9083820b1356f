"""What markets hold of a shopper: nothing, unless they trade there."""

from accounts.personal_data.holders import Holder, Person, register
from markets.models import Trader


def _refuses(person: Person) -> str:
    if person.phone and Trader.objects.filter(phone=person.phone).exists():
        return "Số này đang đứng tên một quầy ở chợ. Bạn nhờ ban quản lý chợ bỏ số trước."
    return ""


def _tables(person: Person) -> dict[str, list]:
    rows = Trader.objects.filter(phone=person.phone).select_related("market")
    return {
        "quay_o_cho": [
            {"cho": one.market.name, "ten": one.name, "so_tai_khoan": one.bank_account}
            for one in rows
        ]
    }


register(Holder(name="markets", refuses=_refuses, tables=_tables))
