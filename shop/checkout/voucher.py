"""The code that was typed into the checkout: what it pays, or why not."""

from dataclasses import dataclass

from common.phones import InvalidPhone, parse_phone
from shop.checkout.forms import CheckoutForm
from shop.programme import quoting
from shop.programme.guessing import TooManyGuesses, guarded
from shop.programme.queries import conditions, running
from shop.programme.quoting import Funding, VoucherRefused


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as the page shows it; ``problem`` says why it does not count."""

    code: str = ""
    funding: Funding | None = None
    problem: str = ""
    conditions: str = ""
    status: int = 200
    is_offered: bool = False

    @property
    def is_shown(self) -> bool:
        """Say whether there is a box for a code: who has none should not go and look for one."""
        return self.is_offered or bool(self.code)

    @property
    def is_used(self) -> bool:
        """Say whether a programme pays."""
        return self.funding is not None


def typed_code(data) -> str:
    """Return the code that the form holds."""
    return data.get("voucher", "").strip()[:40]


def look(request, basket, form: CheckoutForm) -> Typed:
    """Return what the code in the form does for a basket. At most 5 queries, 1 without one."""
    code = "" if request.POST.get("viec") == "bo-ma" else typed_code(request.POST)
    if not code:
        return Typed(is_offered=running().exists())
    # As it was sent: the order asks again with the commune that it goes to.
    who = {"phone": _phone(form), "commune_code": str(form["commune"].value() or "")}
    try:
        funding = guarded(request, code, who["phone"], lambda: quoting.fund(basket, code, **who))
    except VoucherRefused as problem:
        return refused(code, problem)
    return Typed(code, funding, conditions=conditions(funding.programme))


def refused(code: str, problem: VoucherRefused) -> Typed:
    """Return a code that does not count, with the reason."""
    status = 429 if isinstance(problem, TooManyGuesses) else 200
    return Typed(code, problem=problem.message, status=status)


def _phone(form: CheckoutForm) -> str:
    try:
        return parse_phone(str(form["phone"].value() or ""))
    except InvalidPhone:
        return ""
