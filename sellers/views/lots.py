"""Lots: the seller makes them, prints stickers and ends them; officials mark what they checked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from common.errors import BusinessRuleError
from sellers import lot_scans, lots, tracing
from sellers.gates import SellerRequiredMixin
from sellers.lot_forms import LotForm, StickerForm, WithdrawForm, goods_of
from sellers.lot_models import Lot, LotTopic
from sellers.review_scope import in_reach
from sellers.stickers import draw_stickers
from sellers.strangers import is_own
from sellers.views.review import ReviewerMixin

PER_PAGE = 30


class OwnLotMixin(SellerRequiredMixin):
    """The lots of this seller; any other does not exist."""

    def own_lots(self):
        """Return the lots with their product and marks."""
        own = Lot.objects.filter(product__partner=self.seller.partner)
        return own.select_related("product__partner__commune__province").prefetch_related("checks")

    def own_lot(self, code: str) -> Lot:
        """Return one lot."""
        return get_object_or_404(self.own_lots(), code=code)


class LotsView(OwnLotMixin, TemplateView):
    """All lots of the seller, the newest first."""

    template_name = "sellers/lots.html"

    def get_context_data(self, **kwargs):
        """Add one page of lots, each with its scans."""
        page = Paginator(self.own_lots(), PER_PAGE).get_page(self.request.GET.get("trang"))
        scans = lot_scans.totals(page.object_list)
        rows = [(lot, tracing.printed(lot.code), scans.get(lot.pk, 0)) for lot in page]
        return super().get_context_data(
            page_obj=page,
            rows=rows,
            has_goods=bool(rows) or goods_of(self.seller.partner).exists(),
            **kwargs,
        )


class NewLotView(SellerRequiredMixin, FormView):
    """Make a lot."""

    form_class = LotForm
    template_name = "sellers/lot_form.html"

    def get_form_kwargs(self):
        """Offer the own goods; one that was asked for is chosen."""
        asked = self.request.GET.get("mon", "")
        chosen = {"product": int(asked)} if asked.isdecimal() and len(asked) < 18 else {}
        return super().get_form_kwargs() | {"partner": self.seller.partner, "initial": chosen}

    def get_context_data(self, **kwargs):
        """Say whether there is anything to make a lot of."""
        return super().get_context_data(has_goods=goods_of(self.seller.partner).exists(), **kwargs)

    def form_valid(self, form):
        """Write it and go on to its stickers."""
        try:
            lot = lots.open_lot(
                product=form.cleaned_data["product"],
                by=self.request.user,
                facts=form.facts(),
                client_id=form.cleaned_data["client_id"],
            )
        except BusinessRuleError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        messages.success(self.request, "Đã tạo lô. Xem lại rồi in tem dán lên hàng.")
        return redirect("sellers:lot", code=lot.code)


class ChangeLotView(OwnLotMixin, FormView):
    """Correct a lot while no sticker is out there."""

    form_class = LotForm
    template_name = "sellers/lot_form.html"

    @cached_property
    def lot(self) -> Lot:
        """Return the lot while it may be changed."""
        lot = self.own_lot(self.kwargs["code"])
        if not lot.can_change:
            raise Http404
        return lot

    def get_form_kwargs(self):
        """Start with what the lot says."""
        initial = {topic.value: getattr(self.lot, topic.value) for topic in LotTopic}
        return super().get_form_kwargs() | {
            "partner": self.seller.partner,
            "is_new": False,
            "initial": initial,
        }

    def get_context_data(self, **kwargs):
        """Add the lot."""
        return super().get_context_data(
            lot=self.lot, code=tracing.printed(self.lot.code), has_goods=True, **kwargs
        )

    def form_valid(self, form):
        """Write the changes."""
        try:
            lots.change_lot(lot=self.lot, facts=form.facts(), actor=self.request.user)
        except BusinessRuleError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        return redirect("sellers:lot", code=self.lot.code)


class LotView(OwnLotMixin, View):
    """One lot: facts with their marks, stickers, scans, its end."""

    def get(self, request, code):
        """Show the lot."""
        return self.show(request, code)

    def show(self, request, code, *, sticker_form=None, withdraw_form=None):
        """Render the page with fresh or returned forms."""
        lot = self.own_lot(code)
        context = {
            "lot": lot,
            "code": tracing.printed(lot.code),
            "facts": tracing.facts_of(lot),
            "scans": lot_scans.total(lot),
            "days": lot_scans.by_day(lot),
            "sticker_form": sticker_form
            or StickerForm(initial={"size": "vua", "count": min(lot.quantity, 24)}),
            "withdraw_form": withdraw_form or WithdrawForm(),
        }
        return render(request, "sellers/lot.html", context)


class StickersView(LotView):
    """Print stickers: a POST, because the facts of the lot stay from then on."""

    http_method_names = ["post"]

    def post(self, request, code):
        """Send the file."""
        lot, form = self.own_lot(code), StickerForm(request.POST)
        if not form.is_valid():
            return self.show(request, code, sticker_form=form)
        try:
            lot = lots.use_lot(lot=lot)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
            return redirect("sellers:lot", code=code)
        answer = HttpResponse(
            draw_stickers(lot, **form.cleaned_data), content_type="application/pdf"
        )
        answer["Content-Disposition"] = f'attachment; filename="tem-{lot.code}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class EndLotView(LotView):
    """Close a lot, or call it back."""

    http_method_names = ["post"]

    def post(self, request, code):
        """Do what the button said."""
        lot = self.own_lot(code)
        try:
            if request.POST.get("verb") == "close":
                lots.close_lot(lot=lot)
                messages.success(request, "Đã ghi là bán hết. Tem vẫn quét được.")
                return redirect("sellers:lot", code=code)
            form = WithdrawForm(request.POST)
            if not form.is_valid():
                return self.show(request, code, withdraw_form=form)
            lots.withdraw_lot(lot=lot, note=form.cleaned_data["note"])
            messages.success(request, "Đã thu hồi. Ai quét tem cũng đọc được câu bà con viết.")
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        return redirect("sellers:lot", code=code)


class LotQueueView(ReviewerMixin, TemplateView):
    """Open lots in reach, the newest first, with how many facts are checked."""

    template_name = "sellers/lot_queue.html"

    def get_context_data(self, **kwargs):
        """Add one page of lots."""
        found = lots_of(self.request.user).filter(state=Lot.State.OPEN)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("trang"))
        rows = [(lot, tracing.printed(lot.code), len(lot.checks.all())) for lot in page]
        return super().get_context_data(page_obj=page, rows=rows, **kwargs)


class LotCheckView(ReviewerMixin, View):
    """The facts of one lot, each to mark as checked."""

    def get(self, request, code):
        """Show the lot."""
        lot = get_object_or_404(lots_of(request.user), code=code)
        context = {
            "lot": lot,
            "code": tracing.printed(lot.code),
            "facts": tracing.facts_of(lot),
            "is_own": self.is_own(lot),
        }
        return render(request, "sellers/lot_check.html", context)

    def is_own(self, lot: Lot) -> bool:
        """Tell whether the reviewer works for the seller of these goods, or helps it."""
        return is_own(user=self.request.user, partner_id=lot.product.partner_id)

    def post(self, request, code):
        """Set or take back one mark."""
        lot = get_object_or_404(lots_of(request.user), code=code)
        topic = request.POST.get("topic", "")
        if topic not in LotTopic.values or self.is_own(lot):
            raise Http404
        try:
            if request.POST.get("verb") == "uncheck":
                lots.uncheck_fact(lot=lot, topic=topic, by=request.user)
            else:
                seen = request.POST.get("seen", "")
                lots.check_fact(lot=lot, topic=topic, by=request.user, seen=seen)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        return redirect("sellers:lot-check", code=code)


def lots_of(user):
    """Return the lots whose facts a reviewer may mark."""
    found = Lot.objects.filter(in_reach(user, "product__partner__commune"))
    return found.select_related("product__partner__commune__province").prefetch_related("checks")
