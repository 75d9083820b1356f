"""The ways aside of a seller order, each on a page of its own with one question."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.generic import View

from common.errors import BusinessRuleError
from common.money import format_vnd
from sellers import order_forms as forms
from sellers.gates import SellerRequiredMixin
from shop.order import amendments, moves, proposals, tour_words
from shop.order.models import Proposal
from shop.order.states import PaymentMethod
from shop.order.states import SellerOrderState as S
from shop.payment import claims, ledger
from shop.payment.models import PaymentAttempt
from shop.payment.vietqr.memo import PREFIX

GONE = "Đơn này không còn ở bước đó. Bà con xem đơn mới nhất ở dưới."


class StepPage(SellerRequiredMixin, View):
    """Ask one question about an order, do it, and lead back to the order."""

    states: frozenset[str] = frozenset()
    form_class = forms.SureForm
    title = lead = button = done = ""
    #: What to do instead when every quantity is zero.
    nothing_left = amendments.NothingLeft.message
    #: What is said instead of a tour, by the name of the words; ``None``: not asked of a tour.
    of_tour: dict[str, str] | None = {}

    def get(self, request, number):
        """Ask, when the order is where it can be asked."""
        order = self.own_order(number)
        if not self.fits(order):
            messages.error(request, GONE)
            return redirect("sellers:order", number=number)
        return self.show(order, self.form_for(order))

    def post(self, request, number):
        """Do it; a refusal of the rules is told on the page of the order."""
        order = self.own_order(number)
        if not self.fits(order):
            messages.error(request, GONE)
            return redirect("sellers:order", number=number)
        form = self.form_for(order, request.POST)
        if not form.is_valid():
            return self.show(order, form)
        try:
            self.do(order, form)
        except amendments.NothingLeft:
            form.add_error(None, self.say(order, "nothing_left"))
            return self.show(order, form)
        except (amendments.QuantityTooHigh, proposals.BadDay) as problem:
            form.add_error(None, problem.message)
            return self.show(order, form)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, self.say(order, "done"))
        return redirect("sellers:order", number=number)

    def fits(self, order) -> bool:
        """Say whether the question makes sense now."""
        is_asked = self.of_tour is not None or not order.tour_on
        return is_asked and order.state in self.states

    def say(self, order, name: str) -> str:
        """Return the words of that name, for goods or for a tour."""
        words = (self.of_tour or {}) if order.tour_on else {}
        return words.get(name, getattr(self, name))

    def form_for(self, order, data=None):
        """Return the form of the question."""
        return self.form_class(data)

    def do(self, order, form) -> None:
        """Call the service."""
        raise NotImplementedError

    def lead_for(self, order) -> str:
        """Return the sentence below the question."""
        return self.say(order, "lead")

    def show(self, order, form):
        """Render the question."""
        context = {
            "order": order,
            "form": form,
            "title": self.say(order, "title"),
            "lead": self.lead_for(order),
            "button": self.say(order, "button"),
        }
        return render(self.request, "sellers/order_step.html", context)


class LessView(StepPage):
    """Ask the shopper to take fewer goods."""

    states = frozenset({S.PLACED, S.CONFIRMED})
    of_tour = None
    title = "Bà con có bao nhiêu?"
    lead = "Giảm số lượng món bị thiếu. Khách được hỏi, khách đồng ý thì đơn mới đổi."
    button = "Hỏi khách"
    done = "Đã hỏi khách. Khách trả lời trong 24 giờ, bà con nhận được tin nhắn."

    def form_for(self, order, data=None):
        return forms.LessForm(data, lines=order.lines.all())

    def do(self, order, form) -> None:
        proposals.offer_less(
            part=order,
            quantities=form.quantities(),
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )


class LaterView(StepPage):
    """Ask the shopper to wait."""

    states = frozenset({S.PLACED, S.CONFIRMED, S.PACKED})
    form_class = forms.LaterForm
    of_tour = None
    title = "Hẹn khách ngày khác"
    lead = "Khách được hỏi, khách đồng ý thì hạn gửi hàng đổi theo ngày này."
    button = "Hỏi khách"
    done = "Đã hỏi khách. Khách trả lời trong 24 giờ, bà con nhận được tin nhắn."

    def do(self, order, form) -> None:
        proposals.offer_later(
            part=order,
            ready_on=form.cleaned_data["ready_on"],
            reason=form.cleaned_data["reason"],
            actor=self.request.user,
        )


class PartialView(StepPage):
    """Note that the shopper took only a part at the door."""

    states = frozenset({S.SHIPPED})
    title = "Khách nhận bao nhiêu?"
    lead = "Ghi số khách đã nhận. Khách chỉ trả tiền số này."
    button = "Đã giao số này"
    done = "Đã ghi số hàng khách nhận. Tiền của đơn đã tính lại."
    nothing_left = "Khách không nhận món nào thì quay lại, bấm Giao không được."
    of_tour = tour_words.FEWER_CAME

    def form_for(self, order, data=None):
        kind = forms.FewerGuestsForm if order.tour_on else forms.PartialForm
        return kind(data, lines=order.lines.all())

    def do(self, order, form) -> None:
        amendments.deliver_part(
            order,
            form.quantities(),
            actor=self.request.user,
            restock=_is_good(order, form),
        )


class FailedView(StepPage):
    """Note that the parcel could not be handed over."""

    states = frozenset({S.SHIPPED})
    form_class = forms.FailedForm
    title = "Giao không được"
    lead = "Người mua nhận được tin nhắn. Sau đó bà con giao lại, hoặc nhận hàng về."
    button = "Ghi là chưa giao được"
    done = "Đã ghi. Gọi khách hẹn giao lại, hoặc bấm Hàng đã về khi hàng về tới nhà."
    of_tour = tour_words.NOBODY_CAME

    def form_for(self, order, data=None):
        return (forms.NobodyCameForm if order.tour_on else forms.FailedForm)(data)

    def do(self, order, form) -> None:
        moves.move(
            seller_order=order,
            to=S.DELIVERY_FAILED,
            actor=self.request.user,
            note=form.cleaned_data["why"],
        )


class BackView(StepPage):
    """Note that goods came back that could not be handed over."""

    states = frozenset({S.DELIVERY_FAILED})
    form_class = forms.BackForm
    title = "Hàng đã về"
    lead = "Bấm khi hàng đã về tới tay bà con. Đơn kết thúc, không mở lại được."
    button = "Hàng đã về"
    done = "Đã ghi là hàng về. Đơn kết thúc."
    note = "Giao không được, hàng đã về"
    of_tour = tour_words.NOBODY_GOES

    def form_for(self, order, data=None):
        return (forms.SureForm if order.tour_on else forms.BackForm)(data)

    def do(self, order, form) -> None:
        moves.move(
            seller_order=order,
            to=S.RETURNED,
            actor=self.request.user,
            note=self.say(order, "note"),
            restock=_is_good(order, form),
        )


class ReturnAnswerView(StepPage):
    """Answer a shopper who wants to give goods back."""

    states = frozenset({S.DELIVERED, S.COMPLETED})
    form_class = forms.ReturnAnswerForm
    title = "Khách muốn trả hàng"
    button = "Trả lời khách"
    done = "Đã trả lời khách."

    def fits(self, order) -> bool:
        return super().fits(order) and self._wish(order) is not None

    def lead_for(self, order) -> str:
        wish = self._wish(order)
        reason = f"Khách viết: {wish.reason.rstrip('.')}. " if wish else ""
        return f"{reason}Nhận lại hàng thì bà con trả lại tiền cho khách."

    def do(self, order, form) -> None:
        wish = self._wish(order)
        if wish is None:
            raise proposals.AlreadyAnswered
        decision = form.cleaned_data["decision"]
        if decision == form.REFUSE:
            proposals.decline(wish, actor=self.request.user)
        else:
            is_good = decision == form.RESTOCK
            proposals.accept(wish, actor=self.request.user, restock=is_good)

    def _wish(self, order) -> Proposal | None:
        found = proposals.open_proposal(order)
        return found if found and found.kind == Proposal.Kind.RETURN else None


class ReceivedView(StepPage):
    """Note that a transfer has arrived in the seller's own account."""

    states = frozenset({S.PLACED})
    title = "Tiền đã vào tài khoản?"
    button = "Đúng, đã nhận đủ tiền"
    done = "Đã ghi là nhận tiền. Bà con nhận đơn rồi gói hàng."
    of_tour = {"done": "Đã ghi là nhận tiền. Bà con nhận đơn, gần ngày đi thì chốt khách."}

    def fits(self, order) -> bool:
        is_transfer = order.payment_method == PaymentMethod.VIETQR
        return is_transfer and super().fits(order) and ledger.balance_of(order).due_vnd > 0

    def lead_for(self, order) -> str:
        amount = format_vnd(claims.expected_vnd(order))
        return (
            f"Mở ứng dụng ngân hàng, xem có đủ {amount}{_memo_words(order)} chưa. "
            "Chưa thấy tiền thì chưa bấm."
        )

    def do(self, order, form) -> None:
        claims.confirm_received(seller_order=order, actor=self.request.user)


def _is_good(order, form) -> bool:
    """Say whether what was not taken can be sold; the places of a tour are simply free."""
    return bool(order.tour_on) or form.cleaned_data["restock"] == forms.YES


def _memo_words(order) -> str:
    """Return the memo that the shopper's transfer should carry. 1 query."""
    tries = PaymentAttempt.objects.filter(seller_order=order, gateway="vietqr").order_by("pk")
    attempt = tries.last()
    return f", nội dung {PREFIX}{attempt.reference}" if attempt else f" của đơn {order.number}"


class WithdrawView(SellerRequiredMixin, View):
    """Take an offer back that the shopper has not answered."""

    http_method_names = ["post"]

    def post(self, request, number):
        """Withdraw the seller's own open offer."""
        order = self.own_order(number)
        found = proposals.open_proposal(order)
        try:
            if found is None or found.kind == Proposal.Kind.RETURN:
                raise proposals.AlreadyAnswered
            proposals.withdraw(found, actor=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã rút lại đề nghị. Đơn vẫn như cũ.")
        return redirect("sellers:order", number=number)
