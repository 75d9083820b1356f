"""What programmes hold of a shopper: a place on a list, by a hash of the phone."""

from accounts.personal_data.holders import Holder, Person, register
from shop.programme.codes import phone_hash
from shop.programme.models import ProgrammePhone


def _listed(person: Person):
    return ProgrammePhone.objects.filter(phone_hash=phone_hash(person.phone))


def _forgets(person: Person) -> dict[str, int]:
    return {"programme_lists": _listed(person).delete()[0]} if person.phone else {}


def _tables(person: Person) -> dict[str, list]:
    if not person.phone:
        return {}
    names = _listed(person).order_by("programme_id").values_list("programme__name", flat=True)
    return {"chuong_trinh_ho_tro": [{"chuong_trinh": name} for name in names]}


register(Holder(name="programme", forgets=_forgets, tables=_tables))
