"""Single changes: through the ORM, in bulk, by raw SQL. None of them knows of the figures."""

import random
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from catalogue.models import OcopCertificate, Product
from common.dates import local_today
from places.models import Commune
from sellers.models import HouseholdRecord
from shop.order.models import Line, Order, SellerOrder
from shop.partner.models import Partner, StockRecord
from tests.factories import make_certificate
from tests.stats.builders import HONEY, TEA, make_line, make_seller_order

PLACES = ("05503", "05692", "05443")
SETS = (TEA, HONEY, "III.1", "")
STARS = (None, 3, 4, 5)
CHANNELS = ("web", "app", "cho")
PAYMENTS = ("cod", "vietqr", "gateway", "cash_pickup")
KINDS = ("household", "cooperative", "enterprise")
DESTINATIONS = ("19", "01", "")


class Changes:
    """What may happen to the rows; ``chance`` decides the details and is seeded by the step."""

    chance: random.Random
    partners: list[Partner]
    products: list[Product]

    def day(self, back: int = 70) -> date:
        return local_today() - timedelta(days=self.chance.randrange(back))

    def one_order(self):
        pks = list(SellerOrder.objects.order_by("pk").values_list("pk", flat=True))
        return SellerOrder.objects.filter(pk=self.chance.choice(pks) if pks else None)

    def one_line(self):
        pks = list(Line.objects.order_by("pk").values_list("pk", flat=True))
        return Line.objects.filter(pk=self.chance.choice(pks) if pks else None)

    def place(self) -> None:
        pick = self.chance.choice
        lines = [
            (pick(SETS), self.chance.randint(1, 4), self.chance.randint(1, 300) * 1000)
            for _ in range(self.chance.randint(1, 3))
        ]
        order = make_seller_order(
            pick(self.partners),
            *lines,
            placed_on=self.day(),
            channel=pick(CHANNELS),
            payment_method=pick(PAYMENTS),
            destination_province_code=pick(DESTINATIONS),
        )
        Line.objects.filter(seller_order=order).update(ocop_stars=pick(STARS))
        phone = f"+8499000000{self.chance.randrange(4)}"
        Order.objects.filter(pk=order.order_id).update(customer_phone=phone)

    def complete(self) -> None:
        self.one_order().update(completed_on=self.day(), state="completed")

    def cancel_late(self) -> None:
        self.one_order().update(cancelled_on=self.day(5))

    def give_back(self) -> None:
        self.one_order().update(returned_on=self.chance.choice((self.day(5), None)))

    def edit_order(self) -> None:
        name, values = self.chance.choice(
            [
                ("discount_vnd", range(5)),
                ("goods_vnd", range(10_000, 90_000, 1000)),
                ("payment_method", PAYMENTS),
                ("destination_province_code", DESTINATIONS),
                ("channel", CHANNELS),
                ("seller_kind", KINDS),
                ("commune_code", PLACES),
            ]
        )
        self.one_order().update(**{name: self.chance.choice(values)})

    def edit_line(self) -> None:
        for line in self.one_line():
            line.product_set_code = self.chance.choice(SETS)
            line.ocop_stars = self.chance.choice(STARS)
            line.quantity += 1
            line.line_price_incl_tax += 1000
            line.save()

    def add_line(self) -> None:
        for order in self.one_order():
            make_line(order, self.chance.choice(SETS), 2, 7_000)

    def move_line(self) -> None:
        """Hang a line on another seller order, as nobody should."""
        self.one_line().update(seller_order=self.one_order().first())

    def delete_line(self) -> None:
        self.one_line().delete()

    def delete_order(self) -> None:
        for order in self.one_order():
            order.lines.all().delete()
            order.delete()

    def update_many(self) -> None:
        SellerOrder.objects.filter(placed_on__gte=self.day()).update(
            completed_on=self.day(), commune_code=self.chance.choice(PLACES)
        )

    def give_to_another_seller(self) -> None:
        for order in self.one_order():
            there = SellerOrder.objects.filter(order=order.order_id)
            taken = set(there.values_list("partner", flat=True))
            free = [partner for partner in self.partners if partner.pk not in taken]
            if free:
                SellerOrder.objects.filter(pk=order.pk).update(partner=self.chance.choice(free))

    def change_buyer(self) -> None:
        Order.objects.filter(seller_orders__in=self.one_order()).update(
            customer_phone=self.chance.choice(("", "+84990000000", "+84990000001"))
        )

    def raw_update(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE order_line SET quantity = quantity + 1, product_set_code = %s"
                " WHERE id %% 3 = 0",
                [self.chance.choice(SETS)],
            )

    def raw_delete(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM order_line WHERE id %% 7 = %s", [self.chance.randrange(7)])

    def raw_copy(self) -> None:
        """Insert rows the way a restore would: many at once, no ORM."""
        names = [f.column for f in SellerOrder._meta.concrete_fields if f.name != "id"]
        copied = [f"{n} || '-c'" if n == "number" else n for n in names]
        copied[names.index("partner_id")] = "%s"
        partner = self.chance.choice(self.partners).pk
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO order_sellerorder ({', '.join(names)})"
                f" SELECT {', '.join(copied)} FROM order_sellerorder s WHERE partner_id <> %s"
                " AND number NOT LIKE '%%-c' AND NOT EXISTS (SELECT 1 FROM order_sellerorder t"
                " WHERE t.order_id = s.order_id AND t.partner_id = %s)"
                " AND NOT EXISTS (SELECT 1 FROM order_sellerorder u WHERE u.number ="
                " s.number || '-c')",
                [partner, partner, partner],
            )

    def move_seller(self) -> None:
        commune = Commune.objects.get(code=self.chance.choice(PLACES))
        Partner.objects.filter(pk=self.chance.choice(self.partners).pk).update(commune=commune)

    def change_goods(self) -> None:
        product = self.chance.choice(self.products)
        if self.chance.random() < 0.5:
            StockRecord.objects.filter(product=product).update(
                price=self.chance.randint(1, 9) * 1000, num_in_stock=self.chance.randrange(9)
            )
        else:
            product.refresh_from_db()
            product.is_public = not product.is_public
            product.save()

    def certify(self) -> None:
        product = self.chance.choice(self.products)
        stars, days_left = self.chance.choice((3, 4, 5)), self.chance.randrange(120)
        make_certificate(product, stars, days_left=days_left)

    def withdraw_certificate(self) -> None:
        first = OcopCertificate.objects.order_by("pk").first()
        if first:
            first.delete()

    def register_household(self) -> None:
        number = HouseholdRecord.objects.count()
        HouseholdRecord.objects.create(
            code=f"H{number}-{self.chance.random()}"[:20],
            commune_code=self.chance.choice(PLACES),
            head_name="Ông Ba",
            source="thử",
            claimed_at=timezone.now() if self.chance.random() < 0.5 else None,
            last_active_on=self.chance.choice((None, self.day(120))),
        )

    def remove_household(self) -> None:
        household = HouseholdRecord.objects.order_by("-pk").first()
        if household:
            household.delete()
