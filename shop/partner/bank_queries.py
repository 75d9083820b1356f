"""Which account a seller is paid into now."""

from collections.abc import Iterable

from django.utils import timezone

from shop.partner.models import BankAccount, Partner


def usable_account(partner: Partner) -> BankAccount | None:
    """Return the account that money goes to now, or None. 1 query."""
    return usable_accounts([partner]).get(partner.pk)


def usable_accounts(partners: Iterable[Partner]) -> dict[int, BankAccount]:
    """Return the account in use of each seller that has one, by the seller's id. 1 query."""
    rows = BankAccount.objects.filter(
        partner__in={partner.pk for partner in partners},
        usable_from__lte=timezone.now(),
        withdrawn_at__isnull=True,
    )
    # The newest wins: it is written last.
    return {row.partner_id: row for row in rows.order_by("usable_from", "pk")}
