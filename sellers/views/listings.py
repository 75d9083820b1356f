"""The seller's goods: list, add, count, price, switch on and off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from catalogue.cards import cards_of, for_cards
from catalogue.models import Product
from common.errors import BusinessRuleError
from common.files import FileRefused
from common.money import format_vnd
from sellers import (
    draft_pages,
    held_photos,
    listing_history,
    listings,
    queries,
    submitting,
)
from sellers.forms import PriceForm, ReviseForm, SeasonForm, StockForm
from sellers.gates import SellerRequiredMixin
from sellers.readiness import missing_of
from sellers.touring import is_tourism

#: With their photos a page of them stays below 80 KB.
PER_PAGE = 20


class ListingsView(SellerRequiredMixin, TemplateView):
    """All goods of the seller."""

    template_name = "sellers/listings.html"

    def get_context_data(self, **kwargs):
        """Add one page of goods."""
        own = Product.objects.of_partner(self.seller.partner).order_by("-id")
        page = Paginator(own, PER_PAGE).get_page(self.request.GET.get("trang"))
        return super().get_context_data(
            page_obj=page,
            goods=queries.goods_rows(page.object_list),
            drafts=draft_pages.rows_of(self.seller),
            shop=self.seller.partner,
            **kwargs,
        )


class ReviseView(SellerRequiredMixin, FormView):
    """Mend a listing and send it to review again."""

    form_class = ReviseForm
    template_name = "sellers/listing_revise.html"

    @cached_property
    def listing(self) -> Product:
        """Return the listing when it is this seller's."""
        return self.own_listing(self.kwargs["pk"])

    def get_form_kwargs(self):
        """Start with what the listing says."""
        return super().get_form_kwargs() | {
            "session": self.request.session,
            "initial": {
                "title": self.listing.title,
                "product_set": self.listing.product_set and self.listing.product_set.code,
                "sale_unit": self.listing.sale_unit,
                "net_weight": self.listing.net_weight_g,
                "description": self.listing.description,
            },
        }

    def get_form(self, form_class=None):
        """Put what the reviewer asked for beside its fields."""
        form = super().get_form(form_class)
        for name, words in listing_history.to_mend(self.listing).items():
            if name in form.fields:
                form.fields[name].mend = words
        return form

    def get_context_data(self, **kwargs):
        """Add the listing and what the reviewer asked for."""
        return super().get_context_data(listing=self.listing, **kwargs)

    def form_valid(self, form):
        """Write the changes."""
        answers = form.cleaned_data
        try:
            listings.revise(
                listing=self.listing,
                actor=self.request.user,
                title=answers["title"],
                product_set=answers["product_set"],
                sale_unit=answers["sale_unit"],
                net_weight_g=answers["net_weight"],
                description=answers["description"],
                photo=answers["photo"],
            )
        except submitting.ListingRefused as refused:
            form.add_error(refused.field, refused.message)
            return self.form_invalid(form)
        except FileRefused as refused:
            form.add_error("photo", refused.message)
            return self.form_invalid(form)
        except BusinessRuleError as refused:
            messages.error(self.request, refused.message)
            return redirect("sellers:listing", pk=self.listing.pk)
        held_photos.forget(answers["photo_token"], session=self.request.session)
        return redirect("sellers:listed", pk=self.listing.pk)

    def form_invalid(self, form):
        """Show the form again with everything kept, the photo too."""
        form.keep_photo()
        return super().form_invalid(form)


class ListedView(SellerRequiredMixin, TemplateView):
    """Say that the listing was received, and what comes next."""

    template_name = "sellers/listed.html"

    def get_context_data(self, pk, **kwargs):
        """Add the listing, with the price as buyers will read it."""
        own = Product.objects.filter(pk=self.own_listing(pk).pk)
        return super().get_context_data(
            listing=own.get(),
            is_tourism=is_tourism(self.own_listing(pk)),
            row=queries.goods_rows(own)[0],
            card=cards_of(for_cards(own))[0],
            missing=missing_of(self.seller),
            **kwargs,
        )


class ListingView(SellerRequiredMixin, View):
    """One product of the seller: its state, stock and price."""

    def get(self, request, pk):
        """Show the product."""
        return self.show(request, pk)

    def show(self, request, pk, *, stock_form=None, price_form=None):
        """Render the page with fresh or returned forms."""
        own = Product.objects.of_partner(self.seller.partner).filter(pk=self.own_listing(pk).pk)
        row = queries.goods_rows(own)[0]
        context = {
            "listing": own.get(),
            "row": row,
            "missing": missing_of(self.seller),
            "is_tourism": is_tourism(self.own_listing(pk)),
            "stock_form": stock_form or StockForm(initial={"on_shelf": row.in_stock}),
            "price_form": price_form or PriceForm(initial={"price": row.price_vnd}),
        }
        return render(request, "sellers/listing.html", context)


class StockView(ListingView):
    """Change the stock by one tap, or set what was counted."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Add, take away or count."""
        listing = self.own_listing(pk)
        try:
            if request.POST.get("delta") in {"1", "-1", "10"}:
                listings.change_stock(
                    listing=listing, delta=int(request.POST["delta"]), actor=request.user
                )
                return redirect("sellers:listing", pk=pk)
            form = StockForm(request.POST)
            if not form.is_valid():
                return self.show(request, pk, stock_form=form)
            listings.count_stock(listing=listing, actor=request.user, **form.cleaned_data)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "Đã ghi số hàng còn.")
        return redirect("sellers:listing", pk=pk)


class PriceView(ListingView):
    """Set a new price."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Write the price when it can be read."""
        listing = self.own_listing(pk)
        form = PriceForm(request.POST)
        if not form.is_valid():
            return self.show(request, pk, price_form=form)
        listings.change_price(
            listing=listing, price_vnd=form.cleaned_data["price"], actor=request.user
        )
        messages.success(request, f"Giá mới: {format_vnd(form.cleaned_data['price'])}.")
        return redirect("sellers:listing", pk=pk)


class SeasonView(SellerRequiredMixin, FormView):
    """Say in which months there are new goods; no review, nothing that is read changes."""

    form_class = SeasonForm
    template_name = "sellers/listing_season.html"

    @cached_property
    def listing(self) -> Product:
        """Return the listing when it is this seller's."""
        return self.own_listing(self.kwargs["pk"])

    def get_initial(self):
        """Start with the months that are known."""
        return {"months": [m for m in range(1, 13) if self.listing.is_in_season(m)]}

    def get_context_data(self, **kwargs):
        """Add the listing."""
        return super().get_context_data(listing=self.listing, **kwargs)

    def form_valid(self, form):
        """Write the months."""
        listings.set_season(listing=self.listing, months=form.cleaned_data["months"])
        messages.success(self.request, "Đã ghi mùa của món hàng.")
        return redirect("sellers:listing", pk=self.listing.pk)


class SwitchView(SellerRequiredMixin, View):
    """Take a product out of the shop window, or put it back."""

    http_method_names = ["post"]

    def post(self, request, pk):
        """Do what the button said."""
        act = listings.resume if request.POST.get("on") == "1" else listings.pause
        try:
            act(listing=self.own_listing(pk), actor=request.user)
        except BusinessRuleError as refused:
            messages.error(request, refused.message)
        back = "sellers:home" if request.POST.get("back") == "home" else "sellers:listings"
        return redirect(back)
