"""The seller's own part of each order: look, confirm, pack, ship, deliver, complete, cancel."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import TemplateView, View

from common.errors import BusinessRuleError
from sellers import labels, order_steps
from sellers.forms import CancelForm, ShipForm
from sellers.gates import SellerRequiredMixin
from sellers.helping.rules import may_do
from sellers.team.rules import may_open, may_press
from shop.order import moves
from shop.order.queries import AHEAD, count_by_state, orders_of_partner, seller_order_page
from shop.order.states import SellerOrderState as S

PER_PAGE = 20
FILTERS = (
    ("", "Tất cả"),
    (S.PLACED, "Chờ xác nhận"),
    (AHEAD, "Đặt trước"),
    (S.CONFIRMED, "Cần gói"),
    (S.PACKED, "Chờ gửi"),
    (S.SHIPPED, "Đang giao"),
    (S.DELIVERY_FAILED, "Giao không được"),
    (S.DELIVERED, "Đã giao"),
    (S.COMPLETED, "Hoàn tất"),
    (S.CANCELLED, "Đã hủy"),
    (S.RETURNED, "Đã trả hàng"),
)

MOVES = {
    "confirm": moves.confirm,
    "pack": moves.pack,
    "deliver": moves.deliver,
    "complete": moves.complete,
    "reship": partial(moves.move, to=S.SHIPPED, note="Giao lại"),
}
DONE = {
    "confirm": "Đã nhận đơn. Gói hàng rồi bấm Đã gói xong.",
    "pack": "Đã ghi là gói xong. Việc tiếp theo ở nút dưới cùng.",
    "ship": "Đã ghi. Người mua nhận được tin nhắn.",
    "deliver": "Đã ghi là giao xong.",
    "complete": "Đơn đã hoàn tất. Cảm ơn bà con.",
    "reship": "Đã ghi là giao lại. Người mua nhận được tin nhắn.",
}


def done_words(order, verb: str) -> str:
    """Return what is said after a step."""
    words = order_steps.TOUR_DONE.get(verb) if order.tour_on else None
    return words or DONE[verb]


class OrdersView(SellerRequiredMixin, TemplateView):
    """Orders of this seller, newest first, by state when asked."""

    template_name = "sellers/orders.html"

    def get_context_data(self, **kwargs):
        """Add one page of orders and the filters."""
        state = self.request.GET.get("trang-thai", "")
        state = state if state in {*S.values, AHEAD} else ""
        counts = count_by_state(self.seller.partner)
        total = counts.get(state, 0) if state else sum(counts.values())
        page = Paginator(range(total), PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            rows=self.shown(
                orders_of_partner(
                    self.seller.partner,
                    states=[state] if state else None,
                    limit=PER_PAGE,
                    offset=max(page.start_index() - 1, 0),
                )
            ),
            filters=[
                {"value": value, "label": label, "on": value == state, "count": counts.get(value)}
                for value, label in FILTERS
            ],
            has_to_pack=bool(counts.get(S.CONFIRMED)),
            has_ahead=bool(counts.get(AHEAD)),
            state=state,
            query=f"trang-thai={state}" if state else "",
            **kwargs,
        )


class OrderView(SellerRequiredMixin, View):
    """One order of this seller, with the one next step."""

    def get(self, request, number):
        """Show the order."""
        return self.show(request, self.own_order(number), ShipForm())

    def show(self, request, order, ship_form):
        """Render the order with the form of its next step."""
        page = self.shown(seller_order_page(order))
        step, sides = order_steps.next_step(order, page), order_steps.side_steps(order, page)
        step = step if step and self.may_take(step) else None
        sides = [one for one in sides if self.may_take(one)]
        context = {
            "page": page,
            "order": order,
            "step": step,
            "sides": sides,
            "ship_form": ship_form if order_steps.asks_carrier(order) else None,
            "has_label": labels.has_label(order) and not self.helping,
            "can_cancel": order.state in {S.PLACED, S.CONFIRMED, S.PACKED},
        }
        return render(request, "sellers/order.html", context)

    def may_take(self, step: order_steps.Step) -> bool:
        """Tell whether the button is of use to who looks: a helper, or a member with a role."""
        page = step.page or "order-move"
        if self.helping:
            return may_do(page, step.verb)
        role = self.member.role
        return may_open(role, f"sellers:{page}") and (not step.verb or may_press(role, step.verb))


class MoveView(OrderView):
    """Take the next step of an order."""

    http_method_names = ["post"]

    def post(self, request, number):
        """Do the step that the button named."""
        order, verb = self.own_order(number), request.POST.get("verb", "")
        if verb not in DONE:
            return HttpResponseBadRequest("Không có bước này.")
        if self.member and not may_press(self.member.role, verb):
            raise PermissionDenied
        try:
            if verb == "ship":
                form = ShipForm(request.POST)
                if not form.is_valid():
                    return self.show(request, order, form)
                moves.ship(seller_order=order, actor=request.user, **form.cleaned_data)
            else:
                note = {"note": "Khách sẽ đến"} if verb == "reship" and order.tour_on else {}
                MOVES[verb](seller_order=order, actor=request.user, **note)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, done_words(order, verb))
        if request.POST.get("back") == "list":
            return redirect(f"{reverse('sellers:orders')}?trang-thai={S.PLACED}")
        return redirect("sellers:order", number=number)


class CancelView(SellerRequiredMixin, View):
    """Give an order back: on a page of its own, with a reason."""

    def get(self, request, number):
        """Ask for the reason."""
        return self.show(request, number, CancelForm())

    def show(self, request, number, form):
        """Render the question."""
        return render(
            request, "sellers/order_cancel.html", {"order": self.own_order(number), "form": form}
        )

    def post(self, request, number):
        """Cancel with the reason."""
        form = CancelForm(request.POST)
        if not form.is_valid():
            return self.show(request, number, form)
        try:
            moves.cancel(
                seller_order=self.own_order(number),
                actor=request.user,
                note=form.cleaned_data["note"],
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã hủy đơn. Người mua nhận được tin nhắn.")
        return redirect("sellers:order", number=number)
