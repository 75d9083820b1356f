"""Write the planned sellers: user, partner, seller and membership of each."""

from accounts.models import User
from demo.makers import Maker
from demo.people import new_user
from demo.photos import place
from places.models import Commune
from sellers.models import Membership, Seller
from shop.partner.models import Partner

_BATCH = 500
#: Every ninth seller was registered by a helper.
_HELPED = 9


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
    original, renditions = place(f"demo/seller-{maker.serial + 1}", maker.portrait)
    return Seller(
        partner=partner,
        identity=Seller.Identity.PENDING if maker.serial % 5 == 4 else Seller.Identity.VERIFIED,
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
