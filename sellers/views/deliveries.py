"""How the seller's goods can reach a shopper besides the carrier."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import FormView

from common.errors import BusinessRuleError
from sellers.delivery_form import DeliveryForm, initial_of
from sellers.gates import SellerRequiredMixin
from shop.shipping import offers


class DeliveriesView(SellerRequiredMixin, FormView):
    """Switch own delivery, fetching at home and points on or off."""

    form_class = DeliveryForm
    template_name = "sellers/deliveries.html"

    def get_form_kwargs(self):
        """Add the seller and the points near it."""
        partner = self.seller.partner
        points = offers.points_near(partner)
        return super().get_form_kwargs() | {"partner": partner, "points": points}

    def get_initial(self):
        """Start with what is offered now."""
        return initial_of(offers.offers_of(self.seller.partner), hamlet=self.seller.hamlet)

    def form_valid(self, form):
        """Keep the answers."""
        try:
            offers.set_offers(partner=self.seller.partner, **form.offers())
        except BusinessRuleError as problem:
            form.add_error(None, problem.message)
            return self.form_invalid(form)
        messages.success(self.request, "Đã lưu cách giao hàng.")
        return redirect("sellers:deliveries")
