"""Write the planned sellers: user, partner, seller and membership of each."""

from datetime import timedelta

from stdnum.vn import mst

from accounts.models import User
from common.dates import local_today
from common.sealing import mark_of, seal
from demo.makers import Maker
from demo.people import new_user
from demo.photos import place
from places.models import Commune
from sellers.identity.kinds import RULES
from sellers.models import IdentityCheck, Membership, Seller, TaxNumber
from shop.partner.models import Partner

_BATCH = 500
#: Every ninth seller was registered by a helper.
_HELPED = 9
#: Sellers whose identity is looked at sell meanwhile, as those of before the rule do.
_WAITING_SELLS = timedelta(days=400)


def missing_makers(makers: list[Maker]) -> list[Maker]:
    """Return the sellers that are not in the database; a phone names a seller. 1 query."""
    known = set(Partner.objects.filter(is_demo=True).values_list("phone", flat=True))
    return [maker for maker in makers if maker.phone not in known]


def write_makers(makers: list[Maker]) -> None:
    """Write sellers that do not exist yet. The users to sign in as must exist."""
    communes = {c.code: c for c in Commune.objects.in_province("19")}
    partners = [_partner(maker, communes[maker.commune_code]) for maker in makers]
    partners = Partner.objects.bulk_create(partners, _BATCH)
    pairs = list(zip(makers, partners, strict=True))
    sellers = Seller.objects.bulk_create([_seller(m, p) for m, p in pairs], _BATCH)
    users = _owners(makers)
    memberships = [
        Membership(seller=seller, user=users[maker.phone], created_at=maker.registered_at)
        for maker, seller in zip(makers, sellers, strict=True)
    ]
    Membership.objects.bulk_create(memberships, _BATCH)
    _write_proofs(sellers)


def _write_proofs(sellers: list[Seller]) -> None:
    """Write the questions of those who wait, and tax numbers of a province that does not exist."""
    waiting = [seller for seller in sellers if seller.identity == Seller.Identity.PENDING]
    checks = [IdentityCheck(seller=s, provider="manual", asked_at=s.registered_at) for s in waiting]
    IdentityCheck.objects.bulk_create(checks, _BATCH)
    TaxNumber.objects.bulk_create(
        [_tax_number(seller) for seller in sellers if RULES[seller.partner.kind].needs_tax_number],
        _BATCH,
    )


def _tax_number(seller: Seller) -> TaxNumber:
    serial = f"00{seller.pk:07d}"
    digits = serial + mst.calc_check_digit(serial)[-1]
    return TaxNumber(
        seller=seller,
        sealed=seal(digits, of=f"tax:{seller.pk}"),
        last=digits[-3:],
        mark=mark_of(digits, kind="tax"),
    )


def _owners(makers: list[Maker]) -> dict[str, User]:
    phones = [maker.phone for maker in makers]
    known = set(User.objects.filter(phone__startswith="+84990").values_list("phone", flat=True))
    new = [new_user(m.phone, m.representative) for m in makers if m.phone not in known]
    User.objects.bulk_create(new, _BATCH)
    users = User.objects.filter(phone__startswith="+84990")
    wanted = set(phones)
    return {user.phone: user for user in users if user.phone in wanted}


def _partner(maker: Maker, commune: Commune) -> Partner:
    return Partner(
        code=maker.code,
        name=maker.name,
        kind=maker.kind,
        commune=commune,
        phone=maker.phone,
        may_sell=True,
        is_demo=True,
        created_at=maker.registered_at,
    )


def _seller(maker: Maker, partner: Partner) -> Seller:
    is_waiting = maker.serial % 5 == 4
    original, renditions = place(f"demo/seller-{maker.serial + 1}", maker.portrait)
    return Seller(
        partner=partner,
        identity=Seller.Identity.PENDING if is_waiting else Seller.Identity.VERIFIED,
        excused_until=local_today() + _WAITING_SELLS if is_waiting else None,
        hamlet=maker.hamlet,
        representative=maker.representative,
        story=maker.story,
        quote=maker.quote,
        since_year=maker.since_year,
        portrait=original,
        portrait_renditions=renditions,
        is_self_registered=maker.serial % _HELPED != _HELPED - 1,
        registered_at=maker.registered_at,
        is_demo=True,
    )
