"""Rents of a market for a board: write those of a month, mark one as paid, show its code."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from common.dates import parse_month, this_month
from common.errors import BusinessRuleError
from common.money import format_vnd
from markets import board_queries, fees
from markets.models import StallCharge
from markets.views.boarding import BoardMixin


class RentsView(BoardMixin, TemplateView):
    """The rents of a month; sent, it writes those that are missing."""

    template_name = "markets/board_rents.html"
    http_method_names = ["get", "post", "head", "options"]

    @property
    def month(self) -> dt.date:
        """Return the month that is asked for, else the one that runs."""
        return parse_month(self.request.GET.get("thang", "")) or this_month()

    def get_context_data(self, **kwargs):
        """Add the rents and the months beside."""
        month = self.month
        before = (month - dt.timedelta(days=1)).replace(day=1)
        after = (month + dt.timedelta(days=32)).replace(day=1)
        return super().get_context_data(
            page=board_queries.charges_page(self.market, month),
            before=before,
            after=after if after <= this_month() else None,
            may_charge=month <= this_month(),
            **kwargs,
        )

    def post(self, request, slug):
        """Write the rents of the month."""
        month = self.month
        if month > this_month():
            raise Http404
        made = fees.charge_month(market=self.market, month=month, actor=request.user)
        messages.success(request, f"Đã ghi tiền chỗ của {made} quầy.")
        return redirect(f"{reverse('markets:rents', args=[slug])}?thang={month:%Y-%m}")


class RentView(BoardMixin, TemplateView):
    """One rent: the code to show, and the button when it was paid in cash."""

    template_name = "markets/board_rent.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_context_data(self, **kwargs):
        """Add the rent."""
        charge = self.own_charge()
        page = board_queries.charge_page(charge)
        return super().get_context_data(page=page, month=charge.month, **kwargs)

    def post(self, request, slug, pk):
        """Mark it as paid, or take that back."""
        charge = self.own_charge()
        try:
            if request.POST.get("verb") == "take-back":
                fees.take_back(charge=charge, actor=request.user)
                words = f"Đã bỏ ghi trả {format_vnd(charge.amount_vnd)}."
            else:
                fees.mark_paid(charge=charge, actor=request.user)
                words = f"Đã ghi {charge.stall.place} trả {format_vnd(charge.amount_vnd)}."
        except BusinessRuleError as refused:
            messages.warning(request, refused.message)
        else:
            messages.success(request, words)
        return redirect(f"{reverse('markets:rents', args=[slug])}?thang={charge.month:%Y-%m}")

    def own_charge(self) -> StallCharge:
        """Return a rent of this market; any other does not exist."""
        rows = self.market.charges.select_related("stall__trader", "market")
        charge = rows.filter(pk=self.kwargs["pk"]).first()
        if charge is None:
            raise Http404
        return charge
