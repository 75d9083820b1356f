"""The seller's money: what comes and when, who holds it, and the account that is paid."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from accounts import moving, signin
from accounts.models import OneTimeCode
from common.errors import BusinessRuleError
from common.money import format_vnd
from common.qr import qr_svg
from sellers import money as books
from sellers.gates import SellerRequiredMixin
from sellers.money_forms import BankForm
from sellers.views.owner_code import OwnerCodeView
from shop.partner import bank
from shop.payment import ledger
from shop.payment import money as services
from shop.payment.models import LedgerEntry
from shop.payment.vietqr.banks import bank_of

PER_PAGE = 20
A = LedgerEntry.Account


class MoneyView(SellerRequiredMixin, TemplateView):
    """What the seller will receive and has received, order by order."""

    template_name = "sellers/money.html"

    def get_context_data(self, **kwargs):
        """Add the sums and one page of orders, of one kind when asked."""
        partner, wanted = self.seller.partner, self.request.GET.get("xem", "")
        wanted = wanted if wanted in books.BUCKETS else ""
        orders = books.money_orders(partner, wanted)
        page = Paginator(orders, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            sums=books.sums_of(partner),
            page_obj=page,
            rows=books.rows_of(page.object_list),
            wanted=wanted,
            heading=books.BUCKETS[wanted][0] if wanted else "Từng đơn hàng",
            query=f"xem={wanted}" if wanted else "",
            accounts=bank.accounts_of(partner),
            **kwargs,
        )


class PassOnView(SellerRequiredMixin, View):
    """Note that the carrier has handed the cash of an order over."""

    def get(self, request, number):
        """Ask whether the money is there."""
        order = self.own_order(number)
        amount = ledger.balance_of(order).at_carrier_vnd
        if amount <= 0:
            messages.error(request, services.NothingHeld.message)
            return redirect("sellers:money")
        context = {
            "order": order,
            "title": f"Bưu tá đã chuyển {format_vnd(amount)}?",
            "lead": f"Tiền của đơn {number}. Chỉ bấm khi tiền đã tới tay bà con.",
            "button": "Đúng, đã nhận tiền",
            "back_url": "/ban-hang/tien/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request, number):
        """Write it down once."""
        order = self.own_order(number)
        try:
            amount = services.pass_on(
                seller_order=order, holder=A.AT_CARRIER, reference=order.number
            )
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Đã ghi: bưu tá chuyển {format_vnd(amount)}.")
        return redirect("sellers:money")


class BankView(OwnerCodeView):
    """The account that shoppers pay by transfer; set with a code, unless one was typed just now."""

    purpose = OneTimeCode.Purpose.BANK
    is_question_shown = True

    def form_for(self, data=None):
        """Return the form of the account."""
        return BankForm(data)

    def allow(self) -> None:
        """Send no code while it is open whose phone it is."""
        moving.require_settled(self.request.user)

    def is_needless(self) -> bool:
        """Tell that this browser typed a code of this phone a short while ago."""
        return signin.is_proved(self.request.session)

    def do(self, form) -> str:
        """Set or change the account."""
        account = bank.set_account(
            partner=self.seller.partner, actor=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, f"Đã lưu tài khoản {bank.short(account)}.")
        return "sellers:bank"

    def show(self, form, code_form=None):
        """Render the page with the accounts in words and the QR to check."""
        accounts = bank.accounts_of(self.seller.partner)
        checked = accounts.coming or accounts.current
        text = bank.preview_text(checked) if checked else ""
        context = {
            "form": form,
            "code_form": code_form,
            "current": accounts.current,
            "coming": accounts.coming,
            "current_bank": _bank_name(accounts.current),
            "coming_bank": _bank_name(accounts.coming),
            "checked": checked,
            "qr": qr_svg(text, title="Mã QR của tài khoản nhận tiền") if text else "",
        }
        return render(self.request, "sellers/bank.html", context)


class WithdrawBankView(SellerRequiredMixin, View):
    """Stop using an account: on a page of its own."""

    def get(self, request, pk):
        """Ask whether one is sure."""
        account = self.own_account(pk)
        current = bank.accounts_of(self.seller.partner).current
        is_change = current is not None and current.pk != account.pk
        short = bank.short(account)
        context = {
            "title": f"Không đổi sang {short} nữa?" if is_change else f"Bỏ tài khoản {short}?",
            "lead": f"Tiền vẫn vào tài khoản {bank.short(current)} như cũ."
            if is_change
            else "Bỏ rồi thì khách không chuyển khoản vào tài khoản này nữa. "
            "Thêm tài khoản khác phải chờ 3 ngày mới dùng được.",
            "button": "Không đổi nữa" if is_change else "Bỏ tài khoản này",
            "is_danger": True,
            "back_url": "/ban-hang/tien/tai-khoan/",
        }
        return render(request, "sellers/order_step.html", context)

    def post(self, request, pk):
        """Withdraw it."""
        bank.withdraw(account=self.own_account(pk), actor=request.user)
        messages.success(request, "Đã bỏ tài khoản.")
        return redirect("sellers:bank")

    def own_account(self, pk: int):
        """Return an account of this seller that is in use or will be."""
        found = self.seller.partner.bank_accounts.filter(pk=pk, withdrawn_at=None).first()
        if found is None:
            raise Http404
        return found


def _bank_name(account) -> str:
    found = bank_of(account.bank_bin) if account else None
    return found.short_name if found else ""
