"""The seller's page of a tour: what it offers, its dates, who comes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View

from common.errors import BusinessRuleError
from sellers import touring
from sellers.gates import SellerRequiredMixin
from sellers.tour_forms import DateForm, OfferForm, PlacesForm


class TourView(SellerRequiredMixin, View):
    """Say what a tour offers; see its dates and guests."""

    def get(self, request, pk):
        """Show the page; ``?sua=1`` shows what the tour offers for mending."""
        listing = self.own_listing(pk)
        if not touring.is_tourism(listing):
            return redirect("sellers:listing", pk=pk)
        return self.show(request, listing, is_mending=request.GET.get("sua") == "1")

    def post(self, request, pk):
        """Write what the tour offers."""
        listing = self.own_listing(pk)
        if not touring.is_tourism(listing):
            return redirect("sellers:listing", pk=pk)
        form = OfferForm(request.POST, seller=self.seller)
        if form.is_valid():
            try:
                touring.set_offer(listing=listing, facts=form.cleaned_data, actor=request.user)
            except BusinessRuleError as refused:
                form.add_error(None, refused.message)
            else:
                messages.success(request, "Đã ghi chuyến đi.")
                return redirect("sellers:tour", pk=pk)
        return self.show(request, listing, offer_form=form)

    def show(self, request, listing, *, is_mending=False, offer_form=None, date_form=None):
        """Render the page with fresh or returned forms."""
        offer = touring.offer_of(listing)
        if offer_form is None and (offer is None or is_mending):
            offer_form = OfferForm(seller=self.seller, offer=offer)
        context = {
            "listing": listing,
            "offer": offer,
            "offer_form": offer_form,
            "date_form": date_form or DateForm(initial={"places": offer and offer.max_people}),
            "dates": touring.date_rows(offer) if offer and not offer_form else [],
        }
        return render(request, "sellers/tour.html", context)


class DateView(TourView):
    """Add a date, change its places, close or reopen it."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Do what the button said."""
        listing = self.own_listing(pk)
        offer = touring.offer_of(listing)
        if offer is None:
            return redirect("sellers:listing", pk=pk)
        if "ngay" in request.POST:
            return self._change(request, pk, offer)
        form = DateForm(request.POST)
        if form.is_valid():
            try:
                touring.add_date(offer=offer, actor=request.user, **form.cleaned_data)
            except BusinessRuleError as refused:
                form.add_error("day", refused.message)
            else:
                messages.success(request, "Đã mở ngày đi.")
                return redirect("sellers:tour", pk=pk)
        return self.show(request, listing, date_form=form)

    def _change(self, request, pk, offer):
        wanted = request.POST["ngay"]
        dates = offer.dates.select_related("offer", "product")
        one = get_object_or_404(dates, pk=int(wanted) if wanted.isdecimal() else 0)
        act = request.POST.get("viec")
        if act == "dong":
            touring.close_date(tour_date=one)
            messages.success(request, "Đã thôi nhận khách ngày này. Khách đã đặt vẫn đi.")
        elif act == "mo":
            touring.reopen_date(tour_date=one)
            messages.success(request, "Đã nhận khách lại.")
        else:
            form = PlacesForm(request.POST)
            try:
                if form.is_valid():
                    places = form.cleaned_data["places"]
                    touring.change_places(tour_date=one, places=places, actor=request.user)
                    messages.success(request, "Đã ghi số chỗ.")
                else:
                    messages.error(request, " ".join(form.errors["places"]))
            except BusinessRuleError as refused:
                messages.error(request, refused.message)
        return redirect("sellers:tour", pk=pk)
