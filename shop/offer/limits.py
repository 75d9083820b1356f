"""Which offers and vouchers were used more often than allowed, recounted from the orders."""

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from shop.offer.models import ConditionalOffer
from shop.order.models import OrderDiscount
from shop.voucher.models import Voucher, VoucherApplication


def limits_broken() -> list[str]:
    """Return one line for each limit that was overrun; 5 queries, whatever the size.

    Lowering a limit below what was used already shows up here as well.
    """
    return [
        *_vouchers_used_twice(),
        *_customers_who_used_twice(),
        *_offers_over_their_limits(),
        *_over("max_user_applications", ["order__user"]),
        *_over("max_basket_applications", ["order"]),
    ]


def _vouchers_used_twice() -> list[str]:
    """Return single-use vouchers with more uses, and vouchers whose counter is too low."""
    rows = Voucher.objects.annotate(uses=Count("applications")).filter(
        Q(usage=Voucher.SINGLE_USE, uses__gt=1) | Q(num_orders__lt=F("uses"))
    )
    return [
        f"voucher {row.code} ({row.usage}): {row.uses} uses, counter {row.num_orders}"
        for row in rows
    ]


def _customers_who_used_twice() -> list[str]:
    rows = (
        VoucherApplication.objects.filter(voucher__usage=Voucher.ONCE_PER_CUSTOMER)
        .order_by()
        .values("voucher__code", "user")
        .annotate(uses=Count("pk"))
        .filter(uses__gt=1)
    )
    return [
        f"voucher {row['voucher__code']}: used {row['uses']} times by user {row['user']}"
        for row in rows
    ]


def _offers_over_their_limits() -> list[str]:
    """Compare the limits and the counter of each offer with what its orders say."""
    uses = OrderDiscount.objects.filter(offer_id=OuterRef("pk")).order_by().values("offer_id")
    offers = ConditionalOffer.objects.annotate(
        times=Subquery(uses.annotate(n=Sum("frequency")).values("n")),
        given=Subquery(uses.annotate(n=Sum("amount")).values("n")),
    ).filter(
        Q(max_global_applications__gt=0, times__gt=F("max_global_applications"))
        | Q(max_discount__gt=0, given__gt=F("max_discount"))
        | Q(num_applications__lt=F("times"))
        | Q(total_discount__lt=F("given"))
    )
    return [
        f"offer {row.pk}: {row.times} uses of {row.max_global_applications or '∞'}, "
        f"{row.given} of {row.max_discount or '∞'} đồng, "
        f"counters {row.num_applications} and {row.total_discount}"
        for row in offers
    ]


def _over(limit: str, by: list[str]) -> list[str]:
    """Return who, or which order, used an offer more often than its limit says."""
    limits = ConditionalOffer.objects.filter(pk=OuterRef("offer_id")).values(limit)
    rows = (
        OrderDiscount.objects.filter(offer_id__isnull=False)
        .order_by()
        .values("offer_id", *by)
        .annotate(times=Sum("frequency"), allowed=Subquery(limits))
        .filter(allowed__gt=0, times__gt=F("allowed"))
    )
    return [
        f"offer {row['offer_id']}: {row['times']} uses of {row['allowed']} ({by[0]} {row[by[0]]})"
        for row in rows
    ]
