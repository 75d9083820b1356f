"""Goods on pre-order: opening, counting the harvest, moving the day."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from catalogue.models import Product
from common.errors import BusinessRuleError
from common.units import unit_label
from sellers import preorders
from sellers.gates import SellerRequiredMixin
from sellers.preorder_forms import HarvestForm, PostponeForm, PreorderForm
from shop.order import harvesting
from shop.partner import promised


class PreordersView(SellerRequiredMixin, TemplateView):
    """All goods of the seller that are on pre-order."""

    template_name = "sellers/preorders.html"

    def get_context_data(self, **kwargs):
        """Add the rows."""
        return super().get_context_data(rows=preorders.rows_of(self.seller.partner), **kwargs)


class _OfListing(SellerRequiredMixin, FormView):
    """A form about one listing; what a rule refuses is said above what was typed."""

    @cached_property
    def listing(self) -> Product:
        """Return the listing when it is this seller's."""
        return self.own_listing(self.kwargs["pk"])

    @cached_property
    def row(self) -> preorders.PreorderRow | None:
        """Return the pre-order of the listing, if it has one."""
        return preorders.row_of(self.listing)

    def get_context_data(self, **kwargs):
        """Add the listing and its pre-order."""
        unit = unit_label(self.listing.sale_unit)
        return super().get_context_data(listing=self.listing, row=self.row, unit=unit, **kwargs)

    def form_valid(self, form):
        """Do it, or say why not."""
        try:
            return self.act(form)
        except BusinessRuleError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)


class _OfPreorder(_OfListing):
    """A form that makes sense only while the listing is on pre-order."""

    def get(self, request, *args, **kwargs):
        """Lead to the opening when there is nothing to do here."""
        if self.row is None:
            return redirect("sellers:preorder", pk=self.listing.pk)
        return super().get(request, *args, **kwargs)


class PreorderView(_OfListing):
    """Open a pre-order, change how many and how long, or stop it."""

    form_class = PreorderForm
    template_name = "sellers/preorder.html"

    def post(self, request, *args, **kwargs):
        """Stop when that button was pressed."""
        if request.POST.get("stop"):
            return self.stop()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        """Start with what is promised."""
        record = self.listing.stockrecords.get()
        known = {"quantity": record.num_in_stock, "orders_until": record.orders_until}
        return super().get_form_kwargs() | {
            "unit": unit_label(self.listing.sale_unit),
            "ready_on": record.ready_on,
            "initial": known if record.is_on_preorder else {},
        }

    def get_context_data(self, **kwargs):
        """Say beforehand when goods at hand stand in the way."""
        record = self.listing.stockrecords.get()
        is_full = not record.is_on_preorder and record.num_in_stock > 0
        at_hand = promised.GoodsAtHand.message if is_full else ""
        return super().get_context_data(at_hand=at_hand, **kwargs)

    def act(self, form):
        """Open or change."""
        preorders.set_terms(listing=self.listing, actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, "Đã ghi. Khách đặt trước được món này.")
        return redirect("sellers:preorders")

    def stop(self):
        """Take no more orders."""
        try:
            promised.stop(record=self.listing.stockrecords.get(), actor=self.request.user)
        except BusinessRuleError as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, "Đã ngừng nhận đặt thêm.")
        return redirect("sellers:preorders")


class HarvestView(_OfPreorder):
    """Count what came in; when it is too little, show first who gets less."""

    form_class = HarvestForm
    template_name = "sellers/harvest.html"

    def act(self, form):
        """Bring the goods in, or show the plan."""
        counted = form.cleaned_data["counted"]
        plan = preorders.plan_of(self.listing, counted)
        if plan.is_short and not form.is_agreed:
            context = self.get_context_data(form=form, plan=plan, counted=counted)
            return render(self.request, "sellers/harvest_plan.html", context)
        record = self.listing.stockrecords.get()
        done = harvesting.harvest(record=record, counted=counted, actor=self.request.user)
        messages.success(self.request, _done_words(done))
        packs = done.whole > 0
        return redirect("sellers:packing") if packs else redirect("sellers:preorders")


class PostponeView(_OfPreorder):
    """Move the day of sending by one tap; everybody who ordered is told."""

    form_class = PostponeForm
    template_name = "sellers/postpone.html"

    def get_context_data(self, **kwargs):
        """Add the days that one tap chooses."""
        days = preorders.days_to_move(self.row) if self.row else []
        return super().get_context_data(days=days, **kwargs)

    def act(self, form):
        """Move the day."""
        told = harvesting.postpone(
            record=self.listing.stockrecords.get(),
            ready_on=form.cleaned_data["ready_on"],
            actor=self.request.user,
        )
        words = f"Đã dời ngày và nhắn {told} khách." if told else "Đã dời ngày."
        messages.success(self.request, words)
        return redirect("sellers:preorders")


def _done_words(done: harvesting.Harvest) -> str:
    words = ["Đã ghi số thu được."]
    if done.whole:
        words.append(f"{done.whole} đơn gói được ngay.")
    if done.asked:
        words.append(f"{done.asked} khách được hỏi lấy ít hơn.")
    if done.called_off:
        words.append(f"{done.called_off} đơn không đủ hàng đã hủy, khách được báo.")
    if done.waiting:
        words.append(f"{done.waiting} đơn còn chờ món khác.")
    if done.unsure:
        words.append(
            f"{done.unsure} đơn còn thiếu món khác: bà con mở đơn, "
            "bấm Nhận đơn nếu đủ hàng, hoặc Tôi có ít hơn."
        )
    return " ".join(words)
