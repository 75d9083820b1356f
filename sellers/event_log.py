"""Write down what is done to a shop itself."""

from accounts.models import User
from audit.recording import record
from common.phones import format_phone
from sellers.models import Seller
from sellers.team_models import SellerEvent


def note(
    *, seller: Seller, kind: str, words: str, actor: User | None, why: str = ""
) -> SellerEvent:
    """Add one line, in the caller's transaction; without an actor the market itself did it.

    ``why``, in somebody's own words, is read by the shop and not kept in the trail.
    """
    record(f"shop.{kind}", on=seller, label=words, actor=actor, household=seller)
    return SellerEvent.objects.create(
        seller=seller,
        kind=kind,
        words=f"{words}: {why}"[:200] if why else words[:200],
        actor=actor,
        actor_label=name_of(actor)[:160] if actor else "Sàn",
    )


def name_of(user: User) -> str:
    """Return what people call somebody: the name, else the phone."""
    return user.full_name or format_phone(user.phone)
