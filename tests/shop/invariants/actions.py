"""What people do on the market; each act takes a few small numbers and may be refused."""

import itertools
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from catalogue.models import Product
from common.dates import local_today
from common.errors import BusinessRuleError
from shop.order import amendments, harvesting, moves, proposals
from shop.order.models import Order, Proposal, SellerOrder
from shop.order.placing import Customer, fresh_basket, place_order
from shop.order.quote import quote_key
from shop.order.states import ALLOWED_MOVES, MAIN_ROAD, PREPAID
from shop.partner import promised, stock
from shop.partner.models import StockRecord
from shop.payment import attempts, claims, inbox, ledger, money, resolving
from shop.payment.gateways import Notice
from shop.payment.models import PaymentAttempt, PaymentCase
from shop.shipping.methods import PerSellerDelivery
from tests.factories import make_basket

STATES = sorted(ALLOWED_MOVES)
ACTS = sorted(resolving.ACTS.keys() - {"ask_gateway"})


@dataclass(frozen=True)
class Shelf:
    """What every sequence starts from: four kinds of goods of two sellers, and two people."""

    products: list[Product]
    customer: Customer
    person: object


@dataclass(frozen=True)
class Cart:
    """A basket with the page that its shopper sees."""

    basket: object
    total_vnd: int
    key: str
    pay_with: str
    delivery: str
    phone: str


def may_refuse():
    """Let the market say no: that is an answer, not a fault."""
    return suppress(BusinessRuleError, stock.OutOfStock)


class Actions:
    """The acts. ``number`` is 0–11, ``few`` 1–5, ``yes`` a coin."""

    shelf: Shelf

    def __init__(self) -> None:
        self.serial = itertools.count(1)
        self.carts: list[Cart] = []
        self.notices: list[Notice] = []

    # Shoppers

    def look_at_the_checkout(self, goods, pay_with, delivery, number) -> None:
        wanted = [(self.shelf.products[n], quantity) for n, quantity in goods]
        basket = fresh_basket(make_basket(*wanted).pk)
        chosen = {line.stockrecord.partner_id: delivery for line in basket.all_lines()}
        method = PerSellerDelivery(self.shelf.customer, chosen)
        total = basket.total_incl_tax + method.calculate(basket).incl_tax
        key, phone = quote_key(basket, method), f"+8499000000{number % 5}"
        self.carts.append(Cart(basket, int(total), key, pay_with, delivery, phone))

    def press(self, number) -> None:
        cart = self.carts[number % len(self.carts)]
        partners = {product.partner_id for product in self.shelf.products}
        with may_refuse():
            place_order(
                basket=cart.basket,
                customer=replace(self.shelf.customer, phone=cart.phone),
                shown_total_vnd=cart.total_vnd,
                shown_key=cart.key,
                pay_with=cart.pay_with,
                deliveries=dict.fromkeys(partners, cart.delivery),
            )

    # Sellers

    def edit_stock(self, number, few, yes) -> None:
        record = StockRecord.objects.get(product=self.shelf.products[number % 4])
        with may_refuse():
            if yes:
                stock.count(record=record, on_shelf=number)
            else:
                stock.add(record=record, quantity=few - 2)

    def sell_ahead(self, number, few, yes) -> None:
        """Promise goods, move their day, or bring them in, as it comes."""
        record = StockRecord.objects.get(product=self.shelf.products[number % 4])
        day = local_today() + timedelta(days=few * 3)
        with may_refuse():
            if not record.is_on_preorder:
                stock.count(record=record, on_shelf=0)
                promised.promise(record=record, quantity=number, ready_on=day, orders_until=day)
            elif yes:
                harvesting.harvest(record=record, counted=few)
            else:
                harvesting.postpone(record=record, ready_on=day)

    def edit_listing(self, number, few, yes) -> None:
        product = self.shelf.products[number % 4]
        StockRecord.objects.filter(product=product).update(price=few * 11_500)
        Product.objects.filter(pk=product.pk).update(is_public=yes or few > 1)

    def go_on(self, number, few, yes) -> None:
        part = self.part(number)
        if yes and part.state == "placed" and part.payment_method in PREPAID:
            self.transfer(attempts.of_part(part).first(), few=5, is_odd=False)
            part.refresh_from_db()
        for _ in range(few):
            step = MAIN_ROAD.index(part.state) + 1 if part.state in MAIN_ROAD else 9
            if step < len(MAIN_ROAD):
                with may_refuse():
                    moves.move(seller_order=part, to=MAIN_ROAD[step])

    def go_anywhere(self, number, few, yes) -> None:
        to = STATES[number % len(STATES)]
        with may_refuse():
            moves.move(seller_order=self.part(few), to=to, restock=yes, note="Thử")

    def end_badly(self, number, few, yes) -> None:
        part = self.part(number)
        ends = {"shipped": "delivery_failed", "delivery_failed": "returned"}
        to = ends.get(part.state, "returned" if few > 2 else "cancelled")
        with may_refuse():
            moves.move(seller_order=part, to=to, restock=yes)

    def call_off(self, number, few, yes) -> None:
        with may_refuse():
            act = moves.cancel_by_shopper if yes else moves.cancel
            act(seller_order=self.part(number))

    def hand_over_less(self, number, few, yes) -> None:
        part = self.part(number)
        with may_refuse():
            amendments.deliver_part(part, self.fewer(part, few), restock=yes)

    def pass_on(self, number, few, yes) -> None:
        holder = ledger.HOLDERS[few % len(ledger.HOLDERS)]
        with may_refuse():
            money.pass_on(seller_order=self.part(number), holder=holder, reference=self.new())

    # Proposals

    def offer_less(self, number, few, yes) -> None:
        part = self.part(number)
        with may_refuse():
            proposals.offer_less(part=part, quantities=self.fewer(part, few))

    def offer_later(self, number, few, yes) -> None:
        day = local_today() + timedelta(days=few)
        with may_refuse():
            proposals.offer_later(part=self.part(number), ready_on=day)

    def ask_return(self, number, few, yes) -> None:
        with may_refuse():
            proposals.ask_return(part=self.part(number), reason="Hàng hỏng")

    def answer(self, number, few, yes) -> None:
        found = list(Proposal.objects.order_by("-pk")[:2])
        proposal = found[number % len(found)] if found else None
        with may_refuse():
            if proposal is None:
                return
            if few > 2:
                proposals.accept(proposal, restock=yes)
            elif few == 1:
                proposals.withdraw(proposal)
            else:
                proposals.decline(proposal, cancel=yes)

    # Money

    def send_money(self, number, few, yes) -> None:
        """Pay as asked, too little, too much, with a lost memo, or give the gateway's answers."""
        if attempt := self.attempt(number):
            self.transfer(attempt, few=few, is_odd=few == 3 and yes, is_held=number > 5)

    def transfer(self, attempt, *, few, is_odd, is_held=False) -> None:
        is_gateway = attempt.gateway == "vnpay"
        more = 0 if is_gateway else {1: -10_000, 2: 7_000}.get(few, 0)
        notice = Notice(
            provider="vnpay" if is_gateway else "sepay",
            reference=f"FT{self.new()}",
            amount_vnd=max(attempt.amount_vnd + more, 1_000),
            is_paid=not (is_gateway and is_odd),
            raw="{}",
            attempt=attempt.reference if is_gateway else "",
            memo="" if is_gateway or is_odd else f"TNDH{attempt.reference}",
            account=attempt.bank_account,
            is_held=is_gateway and is_odd and is_held,
        )
        self.notices.append(notice)
        inbox.take(notice)

    def tell_again(self, number, few, yes) -> None:
        if self.notices:
            inbox.take(self.notices[number % len(self.notices)])

    def say_that_money_is_there(self, number, few, yes) -> None:
        part = self.part(number)
        with may_refuse():
            if yes:
                claims.confirm_received(seller_order=part, actor=self.shelf.person)
            else:
                claims.claim_paid(seller_order=part)

    def give_back(self, number, few, yes) -> None:
        part = self.part(number)
        due = -ledger.balance_of(part).due_vnd
        with may_refuse():
            money.refund(
                seller_order=part,
                amount_vnd=due if yes else few * 5_000,
                holder=ledger.HOLDERS[few % len(ledger.HOLDERS)],
                provider="manual",
                reference=self.new(),
            )

    def resolve(self, number, few, yes) -> None:
        case = PaymentCase.objects.order_by("-is_open", "-pk").first()
        act = ACTS[few % len(ACTS)]
        words = {
            "assign": {"number": self.part(number).number},
            "mark_refunded": {"reference": "FT"},
            "return_unmatched": {"reference": "FT"},
        }
        if case and resolving.actions_of(case)[act]:
            with may_refuse():
                resolving.ACTS[act](case=case, actor=self.shelf.person, **words.get(act, {}))

    # What they find

    def has_orders(self) -> bool:
        return Order.objects.exists()

    def part(self, number: int) -> SellerOrder:
        found = list(SellerOrder.objects.order_by("-pk")[:4])
        return found[number % len(found)]

    def attempt(self, number: int) -> PaymentAttempt | None:
        found = list(PaymentAttempt.objects.order_by("-pk")[:4])
        return found[number % len(found)] if found else None

    def new(self) -> str:
        return f"{next(self.serial)}"

    def fewer(self, part: SellerOrder, less: int) -> dict[int, int]:
        """Return what is left of the lines when some goods of the first ones are missing."""
        left = {}
        for line in part.lines.order_by("pk"):
            taken = min(less, line.quantity)
            left[line.pk], less = line.quantity - taken, less - taken
        return left
